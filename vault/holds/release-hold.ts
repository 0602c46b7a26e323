import { type Actor, appendAudit } from '#lib/audit/append';
import type { ReleaseHoldResult } from '#lib/contract/holds';
import type { Tx } from '#lib/db/client';
import { markReleased } from './hold-row';
import { nameOf } from './place-hold';

/** Ends a hold, in the caller's transaction. What another hold stops stays stopped. */
export async function releaseHold(
  tx: Tx,
  { id, reason, actor }: { id: string; reason: string; actor: Actor },
): Promise<ReleaseHoldResult> {
  const held = await markReleased(tx, id, nameOf(actor));
  if (held === undefined) return 'unchanged';
  await appendAudit(tx, {
    action: 'hold.released',
    actor,
    detail: { hold: id, scope: held.scope, value: held.value },
    personal: { reason },
  });
  return 'released';
}
