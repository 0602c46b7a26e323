import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Button } from '../ui/button';
import { StepUpForm } from './step-up-form';

const messages = staffConnectionsMessages.export;

/** The list that is shown as a file, all pages of it; the passkey approves its filter. */
export function ExportForm({ query, csrf }: { query: string; csrf: string }) {
  return (
    <section aria-labelledby="export" className="mt-8 border-line border-t pt-6" data-screen-only>
      <h2 id="export" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">{messages.text}</p>
      <StepUpForm action="/staff/connections/export" csrf={csrf} act={{ act: 'connections.export', query }}>
        <input type="hidden" name="query" value={query} />
        <Button tone="quiet" busy={messages.exporting} busyForMs={5_000}>
          {messages.submit}
        </Button>
      </StepUpForm>
    </section>
  );
}
