import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AlarmBanner } from '#components/staff/alarm-banner';
import { AttentionList } from '#components/staff/home/attention-list';
import { FirstSteps } from '#components/staff/home/first-steps';
import { Numbers } from '#components/staff/home/numbers';
import { WaitingList } from '#components/staff/incidents/waiting-list';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import type { SearchParams } from '#web/connections/staff-filter';
import { webEnv } from '#web/env/web-env';
import { numberHref } from '#web/home/number-href';
import { DAY_RANGES } from '#web/home/read-days';
import { formerListHref, parseHomeQuery, readHome } from '#web/home/read-home';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { frameMessages } from '#web/messages/frame';
import { staffHomeMessages as messages } from '#web/messages/staff/home';
import { staffHref } from '#web/staff/navigation';

// The layout's template is for the segments below it, not for this page beside it.
export const metadata: Metadata = { title: frameMessages.staffTitle(messages.title) };

/** What needs attention, then the numbers: where staff arrive, whatever their role. */
export default async function StaffPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const former = formerListHref(params);
  if (former !== undefined) redirect(former);
  const query = parseHomeQuery(params);
  const { alarms, lines, erasures, endings, environments, waiting } = await withUnavailablePage(
    '/staff',
    () => readHome(query),
  );
  const { TIME_ZONE: timeZone } = webEnv();
  const { environment, days } = query;
  const hasNumbers = environments.length > 0;
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <WaitingList waiting={waiting} timeZone={timeZone} />
      <AlarmBanner alarms={alarms} timeZone={timeZone} />
      {hasNumbers || lines.length > 0 || erasures.count > 0 || endings === 'unknown' || endings.count > 0 ? (
        <AttentionList
          lines={lines}
          erasures={erasures}
          endings={endings}
          hasAlarms={alarms.length > 0}
          timeZone={timeZone}
        />
      ) : null}
      {hasNumbers ? (
        <Numbers
          environments={environments}
          days={days}
          ranges={DAY_RANGES.map((each) => ({
            days: each,
            href: staffHref('/staff', {
              environment,
              ...(each === DAY_RANGES[0] ? {} : { days: String(each) }),
            }),
          }))}
          hrefOf={numberHref}
        />
      ) : (
        <FirstSteps />
      )}
    </Page>
  );
}
