import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By, findPerson, readOutcome } from './person';

/** Lets a colleague out: their sessions are over with this transaction, in web and vault, and no sign-in makes a new one. */
export async function disable(
  tx: Tx,
  { caller, passkeyId }: By,
  { staffId }: { staffId: string },
): Promise<StaffAnswer> {
  const person = await findPerson(tx, staffId);
  const [row] = await tx.$queryRaw<{ outcome: string; ended: number | null }[]>`
    SELECT * FROM vault.disable_staff(${caller.session.staffId}::uuid, ${staffId}::uuid)`;
  const outcome = readOutcome(row?.outcome);
  if (outcome !== 'done') return answer(outcome);
  await appendAudit(tx, {
    action: 'staff.disabled',
    actor: caller.actor,
    detail: { staffId, sessionsEnded: row?.ended ?? 0, passkeyId },
    personal: { email: person?.email ?? null },
  });
  return answer('done');
}
