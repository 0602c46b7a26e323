import { appendAudit } from '#lib/audit/append';
import type { VaultContext } from '#vault/runtime/context';
import { lockRingKeys, type RingKeyState } from './ring-key-row';

export type Retired =
  | { kind: 'retired'; state: RingKeyState; isCompromised: boolean }
  | { kind: 'unknown' }
  | { kind: 'destroyed' }
  /** It seals new records: another one has to be active first. With `isCompromised` the mark stands all the same. */
  | { kind: 'active'; isCompromised: boolean };

/**
 * A key that never became active only opens from now on; so does one that is retired already.
 *
 * @param isCompromised marks it besides: it never becomes active again, and `status` says so until nothing uses it.
 */
export function retireKey(
  { database }: Pick<VaultContext, 'database'>,
  { id, isCompromised, operator }: { id: string; isCompromised: boolean; operator: string },
): Promise<Retired> {
  return database.db.$transaction(async (tx): Promise<Retired> => {
    const row = (await lockRingKeys(tx)).find((each) => each.id === id);
    if (row === undefined) return { kind: 'unknown' };
    if (row.state === 'destroyed') return { kind: 'destroyed' };
    const actor = { kind: 'operator', id: operator } as const;
    if (isCompromised && row.compromisedAt === null) {
      await tx.$executeRaw`UPDATE vault.ring_keys SET compromised_at = now() WHERE id = ${id}`;
      await appendAudit(tx, { action: 'ring_key.marked_compromised', actor, detail: { ringKey: id } });
    }
    const marked = isCompromised || row.compromisedAt !== null;
    if (row.state === 'active') return { kind: 'active', isCompromised: marked };
    if (row.state === 'pre_active') {
      await tx.$executeRaw`UPDATE vault.ring_keys SET state = 'decrypt_only', retired_at = now() WHERE id = ${id}`;
      await appendAudit(tx, { action: 'ring_key.retired', actor, detail: { ringKey: id } });
    }
    return { kind: 'retired', state: 'decrypt_only', isCompromised: marked };
  });
}
