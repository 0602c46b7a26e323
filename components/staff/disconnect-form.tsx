import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { Textarea } from '../ui/field';
import { WithoutJavaScript } from '../ui/without-javascript';

export const REASON_MAX_LENGTH = 500;

type DisconnectFormProps = {
  action: string;
  csrf: string;
  /** Words of what was wrong with the last try. */
  error?: string | undefined;
  /** What its writer had typed before they had to sign in again. */
  reason?: string | undefined;
  /** The way out: closes the dialog, or leads back from the page. */
  cancel: ReactNode;
};

/** What a disconnect does, and the form that does it: the reason is required and goes to the audit trail. */
export function DisconnectForm({ action, csrf, error, reason, cancel }: DisconnectFormProps) {
  return (
    <>
      <ul className="list-disc space-y-2 pl-5 text-sm leading-6 marker:text-muted">
        <li>Nothing is handed out for this connection from that moment on.</li>
        <li>We ask Wise to cancel the tokens, then erase ours.</li>
        <li>It is final. The customer can connect again, and is told that this one was disconnected.</li>
      </ul>
      <form method="post" action={action} className="space-y-4">
        <input type="hidden" name="csrf" value={csrf} />
        <WithoutJavaScript />
        <Textarea
          label="Reason"
          name="reason"
          hint="Why this is necessary. It stands in the audit trail, for every colleague to read."
          error={error}
          defaultValue={reason}
          required
          maxLength={REASON_MAX_LENGTH}
          dir="auto"
        />
        <div className="flex flex-wrap gap-3">
          <Button tone="danger" busy="Disconnecting…">
            Disconnect for good
          </Button>
          {cancel}
        </div>
      </form>
    </>
  );
}
