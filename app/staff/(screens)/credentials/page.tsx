import type { Metadata } from 'next';
import { ClientCard } from '#components/staff/credentials/client-card';
import { Endings } from '#components/staff/credentials/endings';
import { RingKeys } from '#components/staff/credentials/ring-keys';
import { ButtonLink } from '#components/ui/button';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { deadlinesOf } from '#lib/deadlines/deadlines-of';
import { readEnvironment } from '#lib/env/wise';
import { nextStepsOf } from '#web/credentials/next-steps';
import { readCredentials } from '#web/credentials/read-credentials';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffCredentialsMessages as messages } from '#web/messages/staff/credentials';
import { staffReadinessMessages } from '#web/messages/staff/readiness';
import { requireStaff } from '#web/staff/current';
import { staffHref } from '#web/staff/navigation';

const OWN_ACCOUNTS = '/staff/credentials/own-accounts';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What proves who we are, when each of it ends, and what to do next, for every staff role. */
export default async function StaffCredentialsPage({ searchParams }: Props) {
  const environment = readEnvironment((await searchParams).environment);
  const inventory = await withUnavailablePage('/staff/credentials', async () =>
    readCredentials(await requireStaff(undefined, '/staff/credentials')),
  );
  const { TIME_ZONE: timeZone } = webEnv();
  return (
    <Page width="wide">
      <PageHeader
        title={messages.title}
        lead={messages.lead}
        aside={
          <ButtonLink href={staffHref('/staff/credentials/readiness', { environment })}>
            {staffReadinessMessages.link}
          </ButtonLink>
        }
      />
      {inventory === 'unavailable' ? (
        <Notice tone="warn" title={messages.unavailable.title}>
          <p>{messages.unavailable.text}</p>
        </Notice>
      ) : (
        <Credentials inventory={inventory} environment={environment} timeZone={timeZone} />
      )}
      <a
        href={staffHref(OWN_ACCOUNTS, { environment })}
        className="link mt-6 inline-flex min-h-11 items-center text-sm"
      >
        {messages.ownAccounts}
      </a>
    </Page>
  );
}

type CredentialsProps = {
  inventory: Exclude<Awaited<ReturnType<typeof readCredentials>>, 'unavailable'>;
  environment: ReturnType<typeof readEnvironment>;
  timeZone: string;
};

function Credentials({ inventory, environment, timeZone }: CredentialsProps) {
  const now = new Date();
  const clients = inventory.clients
    .filter((each) => environment === undefined || each.environment === environment)
    .toSorted((a, b) => Number(a.environment === 'sandbox') - Number(b.environment === 'sandbox'));
  return (
    <>
      <Endings endings={deadlinesOf(inventory, now, environment)} timeZone={timeZone} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        {clients.map((client) => (
          <ClientCard
            key={`${client.environment} ${client.clientId}`}
            client={client}
            steps={nextStepsOf(client, now)}
            timeZone={timeZone}
          />
        ))}
      </div>
      <RingKeys {...inventory} timeZone={timeZone} />
    </>
  );
}
