import type { ReactNode } from 'react';
import { Button } from '#components/ui/button';
import { WithoutJavaScript } from '#components/ui/without-javascript';

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
        <li>
          From that moment {partnerName} gets no new access to this Wise profile through this connection.
        </li>
        <li>
          We ask Wise to cancel access handed out before, erase what gives us access, and show you a receipt.
        </li>
        <li>What was already ordered at Wise is not called back.</li>
        <li>It is final. If you connect the profile again, that is a new connection.</li>
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button tone="danger" busy="Disconnecting…">
          Disconnect
        </Button>
        {cancel}
      </div>
    </form>
  );
}
