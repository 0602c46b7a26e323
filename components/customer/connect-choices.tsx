import type { ButtonTone } from '#components/ui/button';
import type { Environment } from '#lib/env/wise';
import { dashboardMessages } from '#web/messages/customer/dashboard';
import { ConnectForm } from './connect-form';

type ConnectChoicesProps = {
  /** In the order of their buttons. */
  environments: readonly Environment[];
  csrf: string;
  /** What the button of production says; sandbox says so besides. */
  label: string;
  tone?: ButtonTone;
};

/** One button per environment that is switched on. Sandbox is always named: nothing there is real. */
export function ConnectChoices({ environments, csrf, label, tone = 'primary' }: ConnectChoicesProps) {
  const hasSandbox = environments.includes('sandbox');
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-3">
        {environments.map((environment) => (
          <ConnectForm
            key={environment}
            environment={environment}
            csrf={csrf}
            label={environment === 'sandbox' ? dashboardMessages.connectSandbox(label) : label}
            tone={environment === 'sandbox' && environments.length > 1 ? 'quiet' : tone}
          />
        ))}
      </div>
      {hasSandbox ? <p className="text-muted text-sm">{dashboardMessages.sandbox}</p> : null}
    </div>
  );
}
