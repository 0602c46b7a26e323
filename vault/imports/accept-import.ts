import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { isUniqueViolation } from '#lib/db/database-failure';
import { insertConnection, lockOwnAndOther, reopenConnection } from '#vault/connections/connection-row';
import { storeImportedGrant } from '#vault/grants/imported-grant';
import { lockExistingGrant } from '#vault/grants/promote';
import type { VaultContext } from '#vault/runtime/context';
import { customerOf } from '../connect-sessions/customer-of';
import { type ImportRow, lockRows, openRow, type RowTokens, refuseRow } from './import-row';

export type Accepted =
  | { kind: 'accepted'; connections: number }
  /** Not every line of the file is there and checked (any more), or somebody connected the same profile meanwhile. */
  | { kind: 'changed' };

/** Rolls everything back. Without a row, because not every line of the file is there and checked. */
class Conflict extends Error {
  readonly rowId: string | undefined;
  constructor(rowId?: string) {
    super('the import changed meanwhile');
    this.rowId = rowId;
  }
}

/** A thousand connections: some ten statements each. */
const TIMEOUT_MS = 120_000;

/**
 * Makes every grant of an import a connection, with an audit row each, in one transaction: all of them or none. No customer is
 * mailed: nothing changed for them but where the partner keeps their grant.
 */
export async function acceptImport(ctx: VaultContext, importId: string, operator: string): Promise<Accepted> {
  try {
    return await ctx.database.db.$transaction((tx) => acceptIn(tx, ctx, importId, operator), {
      maxWait: 5_000,
      timeout: TIMEOUT_MS,
    });
  } catch (error) {
    if (error instanceof Conflict) {
      if (error.rowId !== undefined) await refuseRow(ctx.database.db, error.rowId, 'already_connected');
      return { kind: 'changed' };
    }
    // the same, committed between our look and our insert
    if (isUniqueViolation(error)) return { kind: 'changed' };
    throw error;
  }
}

async function acceptIn(tx: Tx, ctx: VaultContext, importId: string, operator: string): Promise<Accepted> {
  const [accepted] = await tx.$queryRaw<{ rows: number }[]>`
    UPDATE vault.imports SET state = 'accepted', ended_at = now() WHERE id = ${importId}::uuid AND state = 'open'
    RETURNING rows`;
  const rows = accepted === undefined ? [] : await lockRows(tx, importId);
  // fewer than the file has: another file took some, or an erasure did, and the rest is not to go without them
  if (rows.length !== accepted?.rows || rows.some(({ state }) => state !== 'checked')) throw new Conflict();
  const actor = { kind: 'operator', id: operator } as const;
  // all of them before anything is audited: the alarm about one that does not open has its own row in the trail
  const opened = await Promise.all(rows.map(async (row) => ({ row, tokens: await openRow(ctx, row) })));
  for (const { row, tokens } of opened) await connect(tx, ctx, row, { tokens, importId, operator });
  await appendAudit(tx, { action: 'import.accepted', actor, detail: { importId, connections: rows.length } });
  await tx.$executeRaw`DELETE FROM vault.import_rows WHERE import_id = ${importId}::uuid`;
  return { kind: 'accepted', connections: rows.length };
}

async function connect(
  tx: Tx,
  ctx: VaultContext,
  row: ImportRow,
  { tokens, importId, operator }: { tokens: RowTokens | undefined; importId: string; operator: string },
): Promise<void> {
  const { environment, clientId, wiseUserId, profileId, profileType, profileName } = row;
  if (wiseUserId === null || profileType === null || profileName === null || tokens === undefined)
    throw new Error('a checked row lacks what was checked');
  const customerId = await customerOf(tx, ctx, {
    external_id: row.externalId,
    email: row.email ?? undefined,
    name: row.name ?? undefined,
  });
  const identity = { customerId, environment, clientId, wiseUserId, profileId };
  const profile = { profileId, type: profileType, name: profileName };
  const ownId = await lockOwnAndOther(tx, identity, undefined);
  if ((await lockExistingGrant(tx, identity)) !== undefined) throw new Conflict(row.id);
  const consent = { isInApp: false, match: null };
  const connectionId = ownId ?? (await insertConnection(tx, identity, profile, consent));
  if (ownId !== undefined) await reopenConnection(tx, ownId, profile, consent);
  await storeImportedGrant(tx, ctx, {
    connection: { ...identity, connectionId },
    tokens,
    times: tokens.times,
  });
  await appendAudit(tx, {
    action: 'connection.imported',
    actor: { kind: 'operator', id: operator },
    connectionId,
    environment,
    detail: { importId, line: row.line, profileType },
    personal: { profileName },
  });
}
