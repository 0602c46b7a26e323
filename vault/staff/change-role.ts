import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer, StaffPeopleAct } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By, findPerson, readOutcome } from './person';

type Change = Extract<StaffPeopleAct, { act: 'staff.role' }>;

/** Gives a colleague another role, which holds from their next request on. */
export async function changeRole(tx: Tx, { caller, passkeyId }: By, ask: Change): Promise<StaffAnswer> {
  const before = await findPerson(tx, ask.staffId);
  const [row] = await tx.$queryRaw<{ outcome: string }[]>`
    SELECT vault.set_staff_role(${caller.session.staffId}::uuid, ${ask.staffId}::uuid,
      ${ask.role}::public.staff_role) AS outcome`;
  const outcome = readOutcome(row?.outcome);
  if (outcome !== 'done') return answer(outcome);
  await appendAudit(tx, {
    action: 'staff.role_changed',
    actor: caller.actor,
    detail: { staffId: ask.staffId, was: before?.role ?? null, given: ask.role, passkeyId },
    personal: { email: before?.email ?? null },
  });
  return answer('done');
}
