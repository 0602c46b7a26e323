import { type Actor, appendAudit } from '#lib/audit/append';
import type { HoldTarget, PlaceHoldResult } from '#lib/contract/holds';
import type { Tx } from '#lib/db/client';
import { insertHold, isKnown, lockInForce, markWhole, nameOfTarget } from './hold-row';

/**
 * Places a hold, in the caller's transaction: no vend that starts after its commit succeeds, of any vault, however many
 * connections there are (promise 12). One that is being released in waves is in force for everybody again. Refreshes go on, so that
 * a release costs nobody their connection.
 *
 * @param reason for the colleagues, and for the report
 */
export async function placeHold(
  tx: Tx,
  { target, reason, actor }: { target: HoldTarget; reason: string; actor: Actor },
): Promise<PlaceHoldResult> {
  if (!(await isKnown(tx, target))) return 'unknown';
  const held = await lockInForce(tx, target);
  if (held?.releasedPercent === 0) return 'in_force';
  const id = held?.id ?? (await insertHold(tx, { target, reason, by: nameOf(actor) }));
  if (id === undefined) return 'in_force';
  if (held !== undefined) await markWhole(tx, id);
  await appendAudit(tx, {
    action: 'hold.placed',
    actor,
    ...(target.scope === 'environment' ? { environment: target.value } : {}),
    detail: { hold: id, scope: target.scope, value: nameOfTarget(target) },
    personal: { reason },
  });
  return 'placed';
}

/** Who, as the list shows it: the audit row beside it says more. */
export const nameOf = ({ kind, id }: Actor): string => `${kind}:${id}`;
