import {
  BULK_MAX_CONNECTIONS,
  BULK_NAMED_AT_ONCE,
  type BulkKind,
  type BulkSource,
} from '#lib/contract/bulk-acts';
import type { SessionClaim } from '#lib/contract/internal-api';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { findCandidates } from '#web/connections/staff-candidates';
import type { StaffFilter } from '#web/connections/staff-filter';
import { listStaffConnections } from '#web/connections/staff-list';
import type { SearchReader } from '#web/connections/staff-search';
import { beginBulkAct, nameInBulkAct } from '#web/vault-client/bulk-acts';

/** Connections that one statement reads. */
const AT_ONCE = 1_000;
/** A filter that no index answers reads every connection; whoever waits for longer narrows it. */
const PATIENCE_MS = 20_000;

/**
 * What came of making a list: `none` match, `too_many` do, or finding them took too long (`too_slow`), which a narrower filter
 * would not.
 */
export type MadeList = { kind: 'ready'; bulkActId: string } | { kind: 'none' | 'too_many' | 'too_slow' };

type Ask = {
  session: SessionClaim;
  kind: BulkKind;
  source: BulkSource;
  query: string;
  ownerStaffId: string | null;
};

/** Names these connections, piece by piece, in a list of the vault's. */
export async function makeList(ask: Ask, pieces: AsyncIterable<string[]> | string[][]): Promise<MadeList> {
  const { session } = ask;
  const until = performance.now() + PATIENCE_MS;
  const bulkActId = await beginBulkAct(ask);
  let waiting: string[] = [];
  let named = 0;
  for await (const piece of pieces) {
    waiting.push(...piece);
    if (named + waiting.length > BULK_MAX_CONNECTIONS) return { kind: 'too_many' };
    if (performance.now() > until) return { kind: 'too_slow' };
    if (waiting.length <= BULK_NAMED_AT_ONCE - AT_ONCE) continue;
    await nameInBulkAct({ session, bulkActId, connectionIds: waiting, isLast: false });
    named += waiting.length;
    waiting = [];
  }
  const { result } = await nameInBulkAct({ session, bulkActId, connectionIds: waiting, isLast: true });
  if (result === 'none' || result === 'too_many') return { kind: result };
  return { kind: 'ready', bulkActId };
}

/**
 * The ids of all connections of a filter, in the order of connecting, which no change moves.
 *
 * @throws AppError FORBIDDEN
 */
export async function* idsOf(
  reader: SearchReader,
  viewer: Viewer,
  filter: StaffFilter,
): AsyncGenerator<string[], void, undefined> {
  assertStaffMay(viewer, 'bulk_act');
  const found = await findCandidates(reader, filter);
  // what an index has found of more is read with all others, or it would come twice
  const source =
    found?.isComplete === true ? found : { folded: found?.folded, matches: [], isComplete: false };
  let position: StaffFilter['position'];
  do {
    const asked = { ...filter, sort: 'newest', position } as const;
    const page = await listStaffConnections(reader, viewer, asked, AT_ONCE, source);
    yield page.rows.map(({ id }) => id);
    position = page.older && { direction: 'after', cursor: page.older };
  } while (position !== undefined);
}
