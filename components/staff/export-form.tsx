import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Button } from '../ui/button';

const messages = staffConnectionsMessages.export;

/** The list that is shown as a file, all pages of it. */
export function ExportForm({ query, csrf }: { query: string; csrf: string }) {
  return (
    <section aria-labelledby="export" className="mt-8 border-line border-t pt-6" data-screen-only>
      <h2 id="export" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">{messages.text}</p>
      <form method="post" action="/staff/connections/export">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="query" value={query} />
        <Button tone="quiet" busy={messages.exporting} busyForMs={5_000}>
          {messages.submit}
        </Button>
      </form>
    </section>
  );
}
