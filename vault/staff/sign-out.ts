import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By, findPerson, readOutcome } from './person';

/** Ends every session of a colleague, and the sign-in links that they have not used yet. They may sign in again. */
export async function signOutEverywhere(
  tx: Tx,
  { caller, passkeyId }: By,
  { staffId }: { staffId: string },
): Promise<StaffAnswer> {
  const person = await findPerson(tx, staffId);
  const [row] = await tx.$queryRaw<{ outcome: string; ended: number | null }[]>`
    SELECT * FROM vault.end_staff_sessions(${caller.session.staffId}::uuid, ${staffId}::uuid)`;
  const outcome = readOutcome(row?.outcome);
  if (outcome !== 'done') return answer(outcome);
  await appendAudit(tx, {
    action: 'staff.signed_out',
    actor: caller.actor,
    detail: { staffId, sessionsEnded: row?.ended ?? 0, passkeyId },
    personal: { email: person?.email ?? null },
  });
  return answer('done');
}
