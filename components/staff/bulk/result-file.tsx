import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Button } from '../../ui/button';
import { StepUpForm } from '../step-up-form';

const { detail: messages } = staffBulkMessages;

/** What came of each connection as a file; the passkey approves it. */
export function ResultFile({ id, csrf }: { id: string; csrf: string }) {
  return (
    <section aria-labelledby="file" className="border-line border-t pt-6" data-screen-only>
      <h2 id="file" className="font-semibold text-lg">
        {messages.file}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">{messages.fileText}</p>
      <StepUpForm
        action={`/staff/connections/bulk/${id}/export`}
        csrf={csrf}
        act={{ act: 'bulk.export', bulkActId: id }}
      >
        <Button tone="quiet" busy={messages.fileBusy} busyForMs={5_000}>
          {messages.fileSubmit}
        </Button>
      </StepUpForm>
    </section>
  );
}
