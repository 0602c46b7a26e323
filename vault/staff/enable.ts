import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By, findPerson, readOutcome } from './person';

/** Lets a colleague who was disabled in again, with the role and the sign-in account they had. No old session wakes. */
export async function enable(
  tx: Tx,
  { caller, passkeyId }: By,
  { staffId }: { staffId: string },
): Promise<StaffAnswer> {
  const person = await findPerson(tx, staffId);
  const [row] = await tx.$queryRaw<{ outcome: string }[]>`
    SELECT vault.enable_staff(${caller.session.staffId}::uuid, ${staffId}::uuid) AS outcome`;
  const outcome = readOutcome(row?.outcome);
  if (outcome !== 'done') return answer(outcome);
  await appendAudit(tx, {
    action: 'staff.enabled',
    actor: caller.actor,
    detail: { staffId, withRole: person?.role ?? null, passkeyId },
    personal: { email: person?.email ?? null },
  });
  return answer('done');
}
