import type { BulkActView } from '#web/bulk/bulk-acts';
import { labels } from '#web/messages/labels';
import { LOCALE } from '#web/messages/language';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Bidi } from '../../ui/bidi';
import { DescriptionList } from '../../ui/description-list';
import { Table, TableCell, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';

const { preview, detail } = staffBulkMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);

/** What is in the list by environment and status, as it was when the list was made. */
export function Breakdown({ act }: { act: BulkActView }) {
  return (
    <Table caption={preview.breakdownCaption}>
      <thead>
        <tr>
          <TableHead>{preview.environment}</TableHead>
          <TableHead>{preview.status}</TableHead>
          <TableHead className="text-right">{preview.number}</TableHead>
        </tr>
      </thead>
      <tbody>
        {act.breakdown.map(({ environment, status, isFrozen, count }) => (
          <tr key={`${environment} ${status} ${isFrozen}`}>
            <TableCell>{labels.environment[environment]}</TableCell>
            <TableCell>{isFrozen ? preview.frozen(labels.status[status]) : labels.status[status]}</TableCell>
            <TableCell className="text-right">{NUMBER.format(count)}</TableCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Where the list came from, who acts on it, and when. */
export function ListFacts({ act, timeZone }: { act: BulkActView; timeZone: string }) {
  const person = (term: string, name: string | null) =>
    name === null ? [] : [{ term, value: <Bidi text={name} /> }];
  const time = (term: string, at: Date | null) =>
    at === null ? [] : [{ term, value: <Time at={at} timeZone={timeZone} /> }];
  return (
    <DescriptionList
      items={[
        {
          term: preview.from,
          value:
            act.source === 'selection' ? (
              preview.selected
            ) : (
              <a href={`/staff/connections?${act.query}`} className="link">
                {preview.filterLink}
              </a>
            ),
        },
        ...(act.kind === 'assign'
          ? [{ term: preview.owner, value: <Bidi text={act.ownerName ?? preview.nobody} /> }]
          : []),
        ...(act.reason === null
          ? []
          : [{ term: detail.reason, value: <Bidi text={act.reason} className="whitespace-pre-wrap" /> }]),
        ...person(detail.by, act.createdByName),
        ...person(detail.second, act.secondByName),
        ...person(detail.stoppedBy, act.changedByName),
        ...time(detail.started, act.startedAt),
        ...time(detail.finished, act.finishedAt),
      ]}
    />
  );
}
