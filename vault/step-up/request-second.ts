import { appendAudit } from '#lib/audit/append';
import type { SecondAct } from '#lib/contract/second-approvals';
import type { Tx } from '#lib/db/client';
import { insertWaiting } from './second-approval-row';
import type { StaffCaller } from './staff-caller';

type First = { act: SecondAct; passkeyId: string };

/**
 * The first of two people has approved an act with a passkey: it waits for the second, and nothing is done yet. In the
 * transaction in which `spendStepUp` took the approval of this very act.
 *
 * @returns what waits; `isNew` false: the same act waited already.
 */
export async function waitForSecond(
  tx: Tx,
  caller: StaffCaller,
  { act, passkeyId }: First,
): Promise<{ id: string; isNew: boolean }> {
  const firstStaffId = caller.session.staffId;
  const waiting = await insertWaiting(tx, { act, firstStaffId, firstPasskeyId: passkeyId });
  if (waiting.isNew)
    await appendAudit(tx, {
      action: 'second_approval.requested',
      actor: caller.actor,
      detail: { approval: waiting.id, act: act.act, passkeyId },
    });
  return waiting;
}
