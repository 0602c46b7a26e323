import type { Metadata } from 'next';
import { ApprovalsNeeded } from '#components/customer/approvals-needed';
import { BeforeConnecting } from '#components/customer/before-connecting';
import { ConnectChoices } from '#components/customer/connect-choices';
import { ConnectionCard } from '#components/customer/connection-card';
import { ConnectionHistory } from '#components/customer/connection-history';
import { PausedByPartner } from '#components/customer/paused-by-partner';
import { UnfinishedAttempts } from '#components/customer/unfinished-attempts';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { type Cursor, formatCursor, parseCursor } from '#lib/text/cursor';
import { listOpenApprovals } from '#web/approvals/read-approvals';
import { listUnfinishedAttempts } from '#web/attempts/read-attempt';
import { listEndedConnections, listOpenConnections } from '#web/connections/customer-lists';
import { healthMessage } from '#web/connections/health';
import { summariseUses } from '#web/connections/uses';
import { requireCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { heldEnvironments } from '#web/holds/holds';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { dashboardMessages as messages } from '#web/messages/customer/dashboard';
import { CustomerFrame } from '../../customer-frame';

export const metadata: Metadata = { title: messages.title };

/** More than nearly anybody connects; what is over has a page of its own. */
const SIZE = { open: 50, ended: 10 };

async function readDashboard(before: Cursor | undefined) {
  const customer = await requireCustomer('/dashboard');
  const { customerId } = customer;
  const [open, ended, unfinished, approvals, held] = await Promise.all([
    listOpenConnections(webDb(), { customerId, size: SIZE.open, before }),
    listEndedConnections(webDb(), { customerId, size: SIZE.ended }),
    listUnfinishedAttempts(webDb(), customerId),
    listOpenApprovals(webDb(), customerId),
    heldEnvironments(webDb()),
  ]);
  const summaryOf = await summariseUses(webDb(), open.connections);
  const isHeld = open.connections.some(({ environment }) => held.includes(environment));
  return { customer, open, ended, unfinished, approvals, isHeld, summaryOf };
}

type DashboardProps = { searchParams: Promise<Record<string, unknown>> };

export default async function DashboardPage({ searchParams }: DashboardProps) {
  const before = parseCursor((await searchParams).before);
  const { customer, open, ended, unfinished, approvals, isHeld, summaryOf } = await withUnavailablePage(
    '/dashboard',
    () => readDashboard(before),
  );
  const env = webEnv();
  const timeZone = env.TIME_ZONE;
  const csrf = csrfToken(customer.sessionId);
  const wise = wiseEnvironments(env).sort((a, b) => a.environment.localeCompare(b.environment));
  const environments = wise.map(({ environment }) => environment);
  const isEmpty = open.connections.length === 0 && before === undefined;
  return (
    <CustomerFrame customer={customer}>
      {isEmpty ? (
        <PageHeader title={messages.empty.title} lead={messages.empty.lead(env.PARTNER_NAME)} />
      ) : (
        <PageHeader title={messages.title} />
      )}
      {isHeld ? <PausedByPartner partnerName={env.PARTNER_NAME} /> : null}
      <ApprovalsNeeded approvals={approvals} partnerName={env.PARTNER_NAME} timeZone={timeZone} />
      <UnfinishedAttempts {...unfinished} timeZone={timeZone} />
      {isEmpty ? (
        <BeforeConnecting
          partnerName={env.PARTNER_NAME}
          purpose={env.PARTNER_PURPOSE}
          access={env.PARTNER_ACCESS ?? []}
          privacyUrl={env.PARTNER_PRIVACY_URL}
          wiseHosts={wise.map(({ webUrl, environment }) => ({ host: new URL(webUrl).host, environment }))}
        >
          <ConnectChoices environments={environments} csrf={csrf} label={messages.connect} />
        </BeforeConnecting>
      ) : (
        <>
          <ul className="space-y-4">
            {open.connections.map((connection) => (
              <ConnectionCard
                key={connection.id}
                connection={connection}
                health={healthMessage(connection, env.PARTNER_NAME)}
                use={summaryOf(connection)}
                partnerName={env.PARTNER_NAME}
                csrf={csrf}
                timeZone={timeZone}
              />
            ))}
          </ul>
          <Pagination
            label={messages.pages}
            first={before && '/dashboard'}
            next={open.older && `/dashboard?before=${formatCursor(open.older)}`}
          />
          <section aria-labelledby="another" className="mt-12">
            <h2 id="another" className="mb-4 font-semibold">
              {messages.connectAnother}
            </h2>
            <ConnectChoices environments={environments} csrf={csrf} label={messages.connect} tone="quiet" />
          </section>
        </>
      )}
      <ConnectionHistory ended={ended} allHref="/connections/earlier" timeZone={timeZone} />
      <p className="mt-12">
        <a href="/your-data" className="link inline-flex min-h-11 items-center text-sm">
          {messages.yourData}
        </a>
      </p>
    </CustomerFrame>
  );
}
