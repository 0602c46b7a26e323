import { dashboardMessages } from '#web/messages/customer/dashboard';
import { Notice } from '../ui/notice';

const messages = dashboardMessages.held;

/** A hold on everything is in force: why nothing happens, and that nothing is lost. */
export function PausedByPartner({ partnerName }: { partnerName: string }) {
  return (
    <div className="mb-6">
      <Notice tone="info" title={messages.title(partnerName)}>
        <p>{messages.text}</p>
      </Notice>
    </div>
  );
}
