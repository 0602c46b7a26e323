import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { AUDIT_LABEL, hkdf, isUsable } from '#vault/keys/key-ring';
import { countOfKey } from '#vault/rewrap/sealed-tables';
import type { VaultContext } from '#vault/runtime/context';
import { wrapAndProve } from './add-key';
import { readHolders } from './holders';
import { auditKeyName } from './load-ring';
import { lockRingKeys } from './ring-key-row';

/** An approval that waits unsent may hold a data key under it for `holdUnsentMs`; nothing that begins later does. */
export const RETIRED_MINUTES = 60;

export type Destroyed =
  | { kind: 'destroyed' }
  | { kind: 'unknown' }
  | { kind: 'already' }
  /** Retire it first, and where it is active, rotate to another. */
  | { kind: 'not_retired' }
  | { kind: 'too_early'; retiredAt: Date }
  | { kind: 'in_use'; records: number }
  /** Live vaults that seal with it, or have it in their VAULT_KEYS. */
  | { kind: 'held'; owners: string[] }
  /** What verifies the audit trail could not be wrapped. */
  | { kind: 'root_away' };

/**
 * Overwrites a ring key for good, when nothing needs it any more. The key of the audit trail that was derived from it is kept,
 * wrapped by the root key, so that its seals still verify (decision 057).
 *
 * The lock holds back every record that would get this key, so the count is still true at the end.
 *
 * @param ctx its ring has the database's keys.
 */
export async function destroyKey(
  ctx: Pick<VaultContext, 'database' | 'ring' | 'rootKeys'>,
  { id, operator }: { id: string; operator: string },
): Promise<Destroyed> {
  const kept = await wrapAuditKey(ctx, id);
  return ctx.database.db.$transaction(async (tx): Promise<Destroyed> => {
    const refusal = await whyNot(ctx, tx, id);
    if (refusal !== undefined) return refusal;
    if (kept === undefined) return { kind: 'root_away' };
    // PostgreSQL keeps the old row until it is vacuumed; the runbook says what that means
    await tx.$executeRaw`
      UPDATE vault.ring_keys SET wrapped = decode(repeat('00', octet_length(wrapped)), 'hex') WHERE id = ${id}`;
    await tx.$executeRaw`
      UPDATE vault.ring_keys SET state = 'destroyed', destroyed_at = now(), wrapped = NULL, wrapped_audit = ${kept.wrapped},
        root_provider = ${kept.name}, root_key_id = ${kept.rootKeyId}
      WHERE id = ${id}`;
    await tx.$executeRaw`DELETE FROM vault.ring_canaries WHERE ring_key = ${id}`;
    const actor = { kind: 'operator', id: operator } as const;
    await appendAudit(tx, { action: 'ring_key.destroyed', actor, detail: { ringKey: id } });
    return { kind: 'destroyed' };
  });
}

async function whyNot(
  { database }: Pick<VaultContext, 'database'>,
  tx: Tx,
  id: string,
): Promise<Destroyed | undefined> {
  const row = (await lockRingKeys(tx)).find((each) => each.id === id);
  if (row === undefined) return { kind: 'unknown' };
  if (row.state === 'destroyed') return { kind: 'already' };
  if (row.state !== 'decrypt_only' || row.retiredAt === null) return { kind: 'not_retired' };
  // on a connection of its own: whoever got the key before the lock has committed, and whoever comes later is refused
  const records = await countOfKey(database.pool, id);
  if (records > 0) return { kind: 'in_use', records };
  const holders = await readHolders(tx);
  const held = holders.filter(({ sealsWith, fromSettings }) => sealsWith === id || fromSettings.includes(id));
  if (held.length > 0) return { kind: 'held', owners: held.map(({ owner }) => owner) };
  const early = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM vault.ring_keys
    WHERE id = ${id} AND retired_at > now() - ${RETIRED_MINUTES} * interval '1 minute'`;
  return early.length > 0 ? { kind: 'too_early', retiredAt: row.retiredAt } : undefined;
}

/** Before the lock: a provider may take its time. undefined: it cannot be used, or this process has no such key. */
async function wrapAuditKey(
  { ring, rootKeys: { wrapping: root } }: Pick<VaultContext, 'ring' | 'rootKeys'>,
  id: string,
): Promise<{ wrapped: Uint8Array; name: string; rootKeyId: string } | undefined> {
  if (root === undefined || !isUsable(ring, id)) return undefined;
  try {
    const wrapped = await wrapAndProve(root, auditKeyName(id), hkdf(ring, id, AUDIT_LABEL));
    return { wrapped, name: root.name, rootKeyId: root.rootKeyId };
  } catch {
    return undefined;
  }
}
