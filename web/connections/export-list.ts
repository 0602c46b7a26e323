import { labels } from '#web/messages/labels';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { csv } from './csv';
import { assertStaffMay, type Viewer } from './staff-access';
import { type Found, findCandidates } from './staff-candidates';
import type { StaffFilter } from './staff-filter';
import { listStaffConnections, type StaffListRow } from './staff-list';
import type { SearchReader } from './staff-search';

/** Rows that one statement reads and that memory holds at once. */
const AT_ONCE = 1_000;

const { file } = staffConnectionsMessages;

type Column = { name: string; value: (row: StaffListRow) => string | Date | null };

const COLUMNS: readonly Column[] = [
  { name: file.connectionId, value: ({ id }) => id },
  { name: file.environment, value: ({ environment }) => labels.environment[environment] },
  { name: file.status, value: ({ status }) => labels.status[status] },
  { name: file.reason, value: ({ reason }) => reason },
  { name: file.frozen, value: ({ frozen }) => (frozen ? file.yes : file.no) },
  { name: file.statusSince, value: ({ statusChangedAt }) => statusChangedAt },
  { name: file.connected, value: ({ createdAt }) => createdAt },
  { name: file.lastUsed, value: ({ lastUsedAt }) => lastUsedAt },
  { name: file.lastChecked, value: ({ lastCheckedAt }) => lastCheckedAt },
  { name: file.money, value: ({ money }) => money },
  { name: file.customerId, value: ({ customerId }) => customerId },
  { name: file.customerName, value: ({ customerName }) => customerName },
  { name: file.customerEmail, value: ({ customerEmail }) => customerEmail },
  { name: file.profileType, value: ({ profileType }) => labels.profileType[profileType] },
  { name: file.profileId, value: ({ profileId }) => profileId },
  { name: file.profileName, value: ({ profileName }) => profileName },
  { name: file.owner, value: ({ owner }) => owner?.email ?? null },
];

/**
 * All connections of a filter as CSV, piece by piece: each is read when the one before has gone, by statements with the
 * bounds of the list, so memory and the database stay as they are with a million rows. Always in the order of connecting,
 * which no change moves: each connection that was there at the beginning comes once.
 *
 * @throws AppError FORBIDDEN
 */
export async function* exportList(
  reader: SearchReader,
  viewer: Viewer,
  filter: StaffFilter,
): AsyncGenerator<string, void, undefined> {
  assertStaffMay(viewer, 'export_connections');
  const found = await findCandidates(reader, filter);
  // what an index has found of more is read with all others, or it would come twice
  const source: Found =
    found?.isComplete === true ? found : { folded: found?.folded, matches: [], isComplete: false };
  yield csv(
    [],
    COLUMNS.map(({ name }) => name),
  );
  let position: StaffFilter['position'];
  do {
    const page = await listStaffConnections(
      reader,
      viewer,
      { ...filter, sort: 'newest', position },
      AT_ONCE,
      source,
    );
    if (page.rows.length > 0) yield csv(page.rows.map(cells));
    position = page.older && { direction: 'after', cursor: page.older };
  } while (position !== undefined);
}

function cells(row: StaffListRow): string[] {
  return COLUMNS.map(({ value }) => {
    const cell = value(row);
    return cell instanceof Date ? cell.toISOString() : (cell ?? '');
  });
}
