import type { Metadata } from 'next';
import { Readiness } from '#components/staff/credentials/readiness';
import { FlashNotice } from '#components/staff/flash-notice';
import { LinkTabs } from '#components/ui/link-tabs';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { SEEN } from '#lib/contract/readiness';
import { readEnvironment } from '#lib/env/wise';
import { readReadiness } from '#web/credentials/read-readiness';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { labels } from '#web/messages/labels';
import { staffCredentialsMessages } from '#web/messages/staff/credentials';
import { staffReadinessMessages as messages } from '#web/messages/staff/readiness';
import { requireStaff } from '#web/staff/current';

const PATH = '/staff/credentials/readiness';
const TIMES: ReadonlySet<string> = new Set(
  Object.entries(SEEN).flatMap(([name, kind]) => (kind === 'time' ? [name] : [])),
);

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Whether an environment can go live, for every staff role. */
export default async function StaffReadinessPage({ searchParams }: Props) {
  const params = await searchParams;
  const environment = readEnvironment(params.environment) ?? 'production';
  const { staff, report } = await withUnavailablePage(PATH, async () => {
    const person = await requireStaff(undefined, PATH);
    return { staff: person, report: await readReadiness(person, environment) };
  });
  return (
    <Page>
      <PageHeader
        title={messages.title}
        lead={messages.lead}
        back={{ href: '/staff/credentials', label: messages.back }}
      />
      <FlashNotice word={await currentFlash()} texts={messages.flash} tones={{ unanswered: 'bad' }} />
      <LinkTabs
        label={messages.environments}
        tabs={(['production', 'sandbox'] as const).map((each) => ({
          label: labels.environment[each],
          href: `${PATH}?environment=${each}`,
          isCurrent: each === environment,
        }))}
      />
      {report === 'unavailable' ? (
        <Notice tone="warn" title={staffCredentialsMessages.unavailable.title}>
          <p>{staffCredentialsMessages.unavailable.text}</p>
        </Notice>
      ) : (
        <Readiness
          report={report}
          times={TIMES}
          timeZone={webEnv().TIME_ZONE}
          csrf={csrfToken(staff.sessionId)}
        />
      )}
    </Page>
  );
}
