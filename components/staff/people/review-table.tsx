import { staffPeopleMessages } from '#web/messages/staff/people';
import type { ReviewRow } from '#web/staff/read-review';
import { Badge } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { WithoutJavaScript } from '../../ui/without-javascript';

const messages = staffPeopleMessages.reviewPage;
const { columns } = messages;

type ReviewTableProps = {
  rows: readonly ReviewRow[];
  /** Undefined while no review is under way: then nobody can be confirmed. */
  reviewId: string | undefined;
  csrf: string;
  timeZone: string;
};

/** Everybody who has access, and what was decided of them in this review. */
export function ReviewTable({ rows, reviewId, csrf, timeZone }: ReviewTableProps) {
  const table = (
    <Table caption={messages.title}>
      <CardColumns>
        <TableHead>{columns.person}</TableHead>
        <TableHead>{columns.role}</TableHead>
        <TableHead>{columns.lastSignIn}</TableHead>
        <TableHead>{columns.lastAct}</TableHead>
        {reviewId === undefined ? null : <TableHead>{columns.decision}</TableHead>}
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <Row key={row.id} row={row} isOpen={reviewId !== undefined} timeZone={timeZone} />
        ))}
      </CardRows>
    </Table>
  );
  if (reviewId === undefined) return table;
  const isLeft = rows.some(({ decision }) => decision === null);
  return (
    <form method="post" action="/staff/people/review/confirm" className="space-y-4">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="review" value={reviewId} />
      <input type="hidden" name="shown" value={rows.map(({ id }) => id).join(',')} />
      <WithoutJavaScript />
      {table}
      {isLeft ? <Button busy={messages.confirming}>{messages.confirm}</Button> : null}
    </form>
  );
}

function Row({ row, isOpen, timeZone }: { row: ReviewRow; isOpen: boolean; timeZone: string }) {
  const time = (at: Date | null) =>
    at === null ? (
      <span className="text-muted">{staffPeopleMessages.never}</span>
    ) : (
      <Time at={at} timeZone={timeZone} />
    );
  return (
    <CardRow>
      <CardHead className="lg:w-2/5">
        <a
          href={`/staff/people/${row.id}`}
          className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
        >
          <bdi className="line-clamp-2 wrap-anywhere">{row.name ?? row.email}</bdi>
        </a>
        {row.name === null ? null : <bdi className="line-clamp-2 text-muted wrap-anywhere">{row.email}</bdi>}
      </CardHead>
      <CardCell label={columns.role}>{staffPeopleMessages.roles[row.role].name}</CardCell>
      <CardCell label={columns.lastSignIn}>{time(row.lastSignedInAt)}</CardCell>
      <CardCell label={columns.lastAct}>{time(row.lastActAt)}</CardCell>
      {isOpen ? (
        <CardCell label={columns.decision}>
          <Decision row={row} timeZone={timeZone} />
        </CardCell>
      ) : null}
    </CardRow>
  );
}

function Decision({ row, timeZone }: { row: ReviewRow; timeZone: string }) {
  if (row.decision === null || row.decidedAt === null) {
    return (
      <label className="inline-flex min-h-11 cursor-pointer items-center gap-2 lg:min-h-6">
        <input
          type="checkbox"
          name={`person-${row.id}`}
          value={row.role}
          className="size-5 accent-accent"
          aria-label={messages.confirmOne(row.name ?? row.email)}
        />
        {messages.confirmBox}
      </label>
    );
  }
  return (
    <>
      <Badge tone="good">{row.decision === 'confirmed' ? messages.confirmed : messages.changed}</Badge>
      <span className="block text-muted">
        <Time at={row.decidedAt} timeZone={timeZone} />
        {row.decidedBy === null ? null : (
          <>
            {messages.byPerson}
            <Bidi text={row.decidedBy} />
          </>
        )}
      </span>
    </>
  );
}
