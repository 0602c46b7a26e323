import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { holdName } from '#components/staff/incidents/hold-name.ts';
import { IncidentFacts } from '#components/staff/incidents/incident-facts';
import { ReportView } from '#components/staff/incidents/report-view';
import { ButtonLink } from '#components/ui/button';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { idInAddress } from '#lib/text/uuid';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { readIncident, readReport } from '#web/incidents/incidents';
import { readReportLines } from '#web/incidents/report';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { requireStaff } from '#web/staff/current';

const { incident, report: messages } = guidedIncidentMessages;

export const metadata: Metadata = { title: incident.report };

type Props = { params: Promise<{ id: string }> };

/** The report of a closed incident, to print: the signed file is its original. */
export default async function IncidentReportPage({ params }: Props) {
  const { id } = await params;
  const path = `/staff/incidents/${idInAddress(id)}`;
  const read = await withUnavailablePage(`${path}/report`, async () => {
    const staff = await requireStaff(undefined, `${path}/report`);
    const [view, text] = await Promise.all([
      readIncident(webDb(), staff, id),
      readReport(webDb(), staff, id),
    ]);
    return view === undefined || text === undefined ? undefined : { view, text };
  });
  if (read === undefined) redirect('/staff/not-found');
  const { TIME_ZONE: timeZone } = webEnv();
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: path, label: messages.back }}
        title={messages.title(holdName(read.view))}
        lead={messages.lead}
        aside={
          <span data-screen-only>
            <ButtonLink href={`${path}/report/file`}>{incident.file}</ButtonLink>
          </span>
        }
      />
      <IncidentFacts view={read.view} timeZone={timeZone} />
      <ReportView view={read.view} {...readReportLines(read.text)} timeZone={timeZone} />
    </Page>
  );
}
