import { type Actor, appendAudit } from '#lib/audit/append';
import type { ReleaseHoldResult } from '#lib/contract/holds';
import type { Tx } from '#lib/db/client';
import { isOfIncident, markReleased } from './hold-row';
import { nameOf } from './place-hold';

type Ask = { id: string; reason: string; actor: Actor };

/** Ends a hold, in the caller's transaction, but one of an open incident: that has steps to conclude first (design 4.20). */
export async function releaseHold(tx: Tx, ask: Ask): Promise<ReleaseHoldResult> {
  if (await isOfIncident(tx, ask.id)) return 'in_incident';
  return (await endHold(tx, ask)) ? 'released' : 'unchanged';
}

/**
 * Ends a hold, in the caller's transaction. What another hold stops stays stopped.
 *
 * @returns false: it was released already.
 */
export async function endHold(tx: Tx, { id, reason, actor }: Ask): Promise<boolean> {
  const held = await markReleased(tx, id, nameOf(actor));
  if (held === undefined) return false;
  await appendAudit(tx, {
    action: 'hold.released',
    actor,
    detail: { hold: id, scope: held.scope, value: held.value },
    personal: { reason },
  });
  return true;
}
