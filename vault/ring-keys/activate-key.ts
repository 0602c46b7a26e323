import { appendAudit } from '#lib/audit/append';
import type { VaultContext } from '#vault/runtime/context';
import { readHolders } from './holders';
import { lockRingKeys } from './ring-key-row';

export type Activated =
  | { kind: 'activated'; id: string; previous: string | undefined }
  | { kind: 'unknown' }
  /** Destroyed, marked as compromised, or active already. */
  | { kind: 'unfit'; why: 'active' | 'destroyed' | 'compromised' }
  /** Live vaults that have not shown that they can open it. */
  | { kind: 'not_held'; owners: string[] }
  /** Somebody else activated another key meanwhile. */
  | { kind: 'overtaken'; active: string | undefined };

/**
 * From now on new records are wrapped with this key, and the one before only opens. In one transaction, with their audit
 * rows; only when every vault that lives has shown that it opens it.
 *
 * @param expected the key that was active when the operator decided: of two who rotate at once, one is refused.
 */
export function activateKey(
  { database }: Pick<VaultContext, 'database'>,
  { id, expected, operator }: { id: string; expected: string | undefined; operator: string },
): Promise<Activated> {
  return database.db.$transaction(async (tx): Promise<Activated> => {
    const rows = await lockRingKeys(tx);
    const row = rows.find((each) => each.id === id);
    const active = rows.find(({ state }) => state === 'active')?.id;
    if (row === undefined) return { kind: 'unknown' };
    if (row.state === 'active' || row.state === 'destroyed') return { kind: 'unfit', why: row.state };
    if (row.compromisedAt !== null) return { kind: 'unfit', why: 'compromised' };
    if (active !== expected) return { kind: 'overtaken', active };
    const lacking = (await readHolders(tx)).filter(({ held }) => !held.includes(id));
    if (lacking.length > 0) return { kind: 'not_held', owners: lacking.map(({ owner }) => owner) };
    await tx.$executeRaw`
      UPDATE vault.ring_keys SET state = 'decrypt_only', retired_at = now() WHERE state = 'active'`;
    await tx.$executeRaw`
      UPDATE vault.ring_keys SET state = 'active', activated_at = now(), retired_at = NULL WHERE id = ${id}`;
    const actor = { kind: 'operator', id: operator } as const;
    if (active !== undefined)
      await appendAudit(tx, { action: 'ring_key.retired', actor, detail: { ringKey: active } });
    await appendAudit(tx, {
      action: 'ring_key.activated',
      actor,
      detail: { ringKey: id, before: active ?? null },
    });
    return { kind: 'activated', id, previous: active };
  });
}
