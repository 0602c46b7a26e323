import type { ReactNode } from 'react';
import { Button } from '#components/ui/button';
import { WithoutJavaScript } from '#components/ui/without-javascript';
import { connectionMessages } from '#web/messages/customer/connection';

const messages = connectionMessages.disconnect;

/** The question before a disconnect, and the form that does it. Stands in a dialog or on a page of its own. */
export function DisconnectForm({
  connectionId,
  csrf,
  partnerName,
  cancel,
}: {
  connectionId: string;
  csrf: string;
  partnerName: string;
  /** The way out: closes the dialog, or leads back from the page. */
  cancel: ReactNode;
}) {
  return (
    <form method="post" action={`/connections/${connectionId}/disconnect`} className="space-y-6">
      <input type="hidden" name="csrf" value={csrf} />
      <WithoutJavaScript />
      <ul className="list-disc space-y-2 pl-5 text-sm leading-6 marker:text-muted">
        {messages.points(partnerName).map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button tone="danger" busy={messages.disconnecting}>
          {messages.confirm}
        </Button>
        {cancel}
      </div>
    </form>
  );
}
