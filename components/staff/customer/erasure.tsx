import type { ErasureState, ErasureView } from '#web/customers/staff-erasure';
import { LOCALE } from '#web/messages/language';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { type Description, DescriptionList } from '../../ui/description-list';
import { Notice } from '../../ui/notice';
import { Time } from '../../ui/time';
import { CopyableId } from '../copyable-id';
import { Section } from './section';

const messages = staffCustomerMessages.erasure;
const NUMBER = new Intl.NumberFormat(LOCALE);

/** What the customer asked for, what is under way, or the proof that it was done. */
export function Erasure({ askedAt, erasure, timeZone }: ErasureState & { timeZone: string }) {
  if (erasure !== null) return <Proof erasure={erasure} timeZone={timeZone} />;
  if (askedAt === null) return null;
  return (
    <Notice tone="warn" title={messages.asked.title}>
      <p>
        {messages.asked.since}
        <Time at={askedAt} timeZone={timeZone} />. {messages.asked.text}
      </p>
    </Notice>
  );
}

function Proof({ erasure, timeZone }: { erasure: ErasureView; timeZone: string }) {
  const { id, beganAt, finishedAt, askedAt, disconnected, counts, staffName, staffEmail, staffId } = erasure;
  const tables = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  const items: Description[] = [
    ...(askedAt === null
      ? []
      : [{ term: messages.askedAt, value: <Time at={askedAt} timeZone={timeZone} /> }]),
    { term: messages.began, value: <Time at={beganAt} timeZone={timeZone} /> },
    {
      term: messages.finished,
      value: finishedAt === null ? messages.notYet : <Time at={finishedAt} timeZone={timeZone} />,
    },
    {
      term: messages.by,
      value: <bdi className="wrap-anywhere">{staffName ?? staffEmail ?? staffId}</bdi>,
    },
    { term: messages.disconnected, value: NUMBER.format(disconnected) },
    { term: messages.proofId, value: <CopyableId value={id} label={messages.proofId} /> },
  ];
  return (
    <Section
      id="erasure"
      title={finishedAt === null ? messages.underWay.title : messages.done.title}
      lead={finishedAt === null ? messages.underWay.text : messages.done.text}
    >
      <DescriptionList items={items} />
      {tables.length === 0 ? null : (
        <details className="mt-4">
          <summary className="inline-flex min-h-11 cursor-pointer items-center text-muted text-sm underline underline-offset-4 hover:text-ink sm:min-h-6">
            {messages.byTable}
          </summary>
          <dl className="mt-2 max-w-sm space-y-1 text-sm">
            {tables.map(([table, count]) => (
              <div key={table} className="flex justify-between gap-6">
                <dt className="text-muted wrap-anywhere">{table}</dt>
                <dd className="tabular-nums">{NUMBER.format(count)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </Section>
  );
}
