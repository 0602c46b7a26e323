import { Button, type ButtonTone } from '#components/ui/button';
import type { Environment } from '#lib/env/wise';
import { connectMessages } from '#web/messages/customer/connect';

type ConnectFormProps = {
  environment: Environment;
  csrf: string;
  label: string;
  tone?: ButtonTone;
};

/** Starts an attempt: always a POST, so that no link, prefetch or scanner can. */
export function ConnectForm({ environment, csrf, label, tone = 'primary' }: ConnectFormProps) {
  return (
    <form method="post" action={`/connect/${environment}/start`} className="max-sm:w-full">
      <input type="hidden" name="csrf" value={csrf} />
      <Button tone={tone} busy={connectMessages.opening}>
        {label}
      </Button>
    </form>
  );
}
