import { Prisma } from '#lib/db/generated/client';
import { csv } from '#web/connections/csv';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';
import { labels } from '#web/messages/labels';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { type BulkItem, readItems } from './bulk-acts';

/** Rows that one statement reads and that memory holds at once. */
const AT_ONCE = 1_000;

const { file, outcomes, refusals } = staffBulkMessages;

const COLUMNS: readonly { name: string; value: (item: BulkItem) => string }[] = [
  { name: file.connectionId, value: ({ connectionId }) => connectionId },
  { name: file.outcome, value: ({ outcome }) => (outcome === null ? outcomes.open : outcomes[outcome]) },
  { name: file.refusal, value: ({ refusal }) => (refusal === null ? '' : refusals[refusal]) },
  { name: file.at, value: ({ at }) => at?.toISOString() ?? '' },
  { name: file.environment, value: ({ environment }) => labels.environment[environment] },
  { name: file.statusNow, value: ({ status }) => labels.status[status] },
  { name: file.frozenNow, value: ({ isFrozen }) => (isFrozen ? file.yes : file.no) },
  { name: file.customerId, value: ({ customerId }) => customerId },
  { name: file.customerName, value: ({ customerName }) => customerName ?? '' },
  { name: file.customerEmail, value: ({ customerEmail }) => customerEmail },
  { name: file.profileName, value: ({ profileName }) => profileName },
];

/**
 * What came of each connection of a list as CSV, piece by piece: each is read when the one before has gone.
 *
 * @throws AppError FORBIDDEN
 */
export async function* exportResult(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  id: string,
): AsyncGenerator<string, void, undefined> {
  assertStaffMay(viewer, 'export_connections');
  yield csv(
    [],
    COLUMNS.map(({ name }) => name),
  );
  let last: string | undefined;
  for (;;) {
    const only = last === undefined ? Prisma.sql`true` : Prisma.sql`i.connection_id > ${last}::uuid`;
    const items: BulkItem[] = await readItems(db, { id, only, limit: AT_ONCE });
    if (items.length > 0) yield csv(items.map((item) => COLUMNS.map(({ value }) => value(item))));
    if (items.length < AT_ONCE) return;
    last = items.at(-1)?.connectionId;
  }
}
