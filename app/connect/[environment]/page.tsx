import type { Metadata } from 'next';
import { ConnectForm } from '#components/customer/connect-form';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { PageHeader } from '#components/ui/page-header';
import { listLostConnections } from '#web/connections/customer-lists';
import type { CustomerConnection } from '#web/connections/customer-views';
import { requireCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { connectMessages as messages } from '#web/messages/customer/connect';
import { connectionMessages } from '#web/messages/customer/connection';
import { CustomerFrame } from '../../customer-frame';
import { redirectToNotFound } from '../../redirect-to-not-found';

type PageProps = { params: Promise<{ environment: string }> };

export const metadata: Metadata = { title: messages.continueTitle };

/** Where a customer who had to sign in first goes on: one press from Wise. Starting stays a form's POST. */
export default async function ContinuePage({ params }: PageProps) {
  const { environment: name } = await params;
  const env = webEnv();
  const wise = wiseEnvironments(env).find((each) => each.environment === name);
  if (wise === undefined) redirectToNotFound();
  const { environment, webUrl } = wise;
  const { customer, lost } = await withUnavailablePage(`/connect/${environment}`, async () => {
    const who = await requireCustomer(`/connect/${environment}`);
    const { customerId } = who;
    return { customer: who, lost: await listLostConnections(webDb(), { customerId, environment }) };
  });
  return (
    <CustomerFrame customer={customer}>
      <PageHeader
        back={{ href: '/dashboard', label: connectionMessages.back }}
        title={messages.continueTitle}
        lead={messages.continueLead(new URL(webUrl).host, env.PARTNER_NAME)}
      />
      {lost.length === 0 ? null : <Lost connections={lost} />}
      <div className="mt-8 flex flex-wrap gap-3">
        <ConnectForm
          environment={environment}
          csrf={csrfToken(customer.sessionId)}
          label={messages.continueTitle}
        />
        <ButtonLink href="/dashboard">{messages.notNow}</ButtonLink>
      </div>
    </CustomerFrame>
  );
}

function Lost({ connections }: { connections: readonly CustomerConnection[] }) {
  return (
    <div className="max-w-prose leading-6">
      <p>{messages.sameProfile}</p>
      <ul className="mt-2 list-disc space-y-1 pl-5 marker:text-muted">
        {connections.map(({ id, profileName }) => (
          <li key={id}>
            <Bidi text={profileName} className="font-medium" />
          </li>
        ))}
      </ul>
    </div>
  );
}
