import { Button } from '#components/ui/button';
import { moneyMessages } from '#web/messages/money';

const messages = moneyMessages.customer.hosted;

/** Goes on to Wise's page of a review, whose address is asked for when the button is pressed. */
export function VerifyForm({ connectionId, csrf }: { connectionId: string; csrf: string }) {
  return (
    <form method="post" action={`/connections/${connectionId}/verification`} className="space-y-2">
      <input type="hidden" name="csrf" value={csrf} />
      <Button busy={messages.opening}>{messages.open}</Button>
      <p className="text-muted text-sm">{messages.hint}</p>
    </form>
  );
}
