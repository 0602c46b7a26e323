import type { Metadata } from 'next';
import { BeforeConnecting } from '#components/customer/before-connecting';
import { ConnectChoices } from '#components/customer/connect-choices';
import { ConnectionCard, ConnectionHistory } from '#components/customer/connection-card';
import { UnfinishedAttempts } from '#components/customer/unfinished-attempts';
import { PageHeader } from '#components/ui/page-header';
import { listUnfinishedAttempts } from '#lib/attempts/read-attempt';
import { listCustomerConnections } from '#lib/connections/customer-views';
import { healthWords } from '#lib/connections/words';
import { requireCustomer } from '#lib/customers/current';
import { webDb } from '#lib/db/web';
import { webEnv, wiseEnvironments } from '#lib/env/web';
import { csrfToken } from '#lib/http/csrf';
import { orUnavailable } from '#lib/http/or-unavailable';
import { CustomerFrame } from '../../customer-frame';

export const metadata: Metadata = { title: 'Your Wise connections' };

async function readDashboard() {
  const customer = await requireCustomer('/dashboard');
  const [connections, unfinished] = await Promise.all([
    listCustomerConnections(webDb(), customer.customerId),
    listUnfinishedAttempts(webDb(), customer.customerId),
  ]);
  return { customer, connections, unfinished };
}

export default async function DashboardPage() {
  const { customer, connections, unfinished } = await orUnavailable('/dashboard', readDashboard);
  const env = webEnv();
  const timeZone = env.TIME_ZONE;
  const csrf = csrfToken(customer.sessionId);
  const wise = wiseEnvironments(env).sort((a, b) => a.environment.localeCompare(b.environment));
  const environments = wise.map(({ environment }) => environment);
  const isEmpty = connections.open.length === 0;
  return (
    <CustomerFrame customer={customer}>
      {isEmpty ? (
        <PageHeader
          title="Connect your Wise account"
          lead={`Let ${env.PARTNER_NAME} work with a Wise profile of yours. You decide which one, and you can end it at any time.`}
        />
      ) : (
        <PageHeader title="Your Wise connections" />
      )}
      <UnfinishedAttempts attempts={unfinished} timeZone={timeZone} />
      {isEmpty ? (
        <BeforeConnecting
          partnerName={env.PARTNER_NAME}
          wiseHosts={wise.map(({ webUrl, environment }) => ({ host: new URL(webUrl).host, environment }))}
        >
          <ConnectChoices environments={environments} csrf={csrf} label="Connect Wise" />
        </BeforeConnecting>
      ) : (
        <>
          <ul className="space-y-4">
            {connections.open.map((connection) => (
              <ConnectionCard
                key={connection.id}
                connection={connection}
                health={healthWords(connection, env.PARTNER_NAME)}
                csrf={csrf}
                timeZone={timeZone}
              />
            ))}
          </ul>
          <section aria-labelledby="another" className="mt-12">
            <h2 id="another" className="mb-4 font-semibold">
              Connect another Wise profile
            </h2>
            <ConnectChoices environments={environments} csrf={csrf} label="Connect Wise" tone="quiet" />
          </section>
        </>
      )}
      <ConnectionHistory connections={connections.ended} timeZone={timeZone} />
    </CustomerFrame>
  );
}
