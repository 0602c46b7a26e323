import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By, findPerson, readOutcome } from './person';

type Released = { outcome: string; ended: number | null; issuers: string | null; subjects: string | null };

/**
 * Lets go of a colleague's account at the identity provider, as `npm run staff:rebind` does: their next sign-in with their confirmed
 * address takes its place, once. Their sessions end.
 */
export async function releaseAccount(
  tx: Tx,
  { caller, passkeyId }: By,
  { staffId }: { staffId: string },
): Promise<StaffAnswer> {
  const person = await findPerson(tx, staffId);
  const [row] = await tx.$queryRaw<Released[]>`
    SELECT * FROM vault.release_staff_account(${caller.session.staffId}::uuid, ${staffId}::uuid)`;
  const outcome = readOutcome(row?.outcome);
  if (outcome !== 'done') return answer(outcome);
  await appendAudit(tx, {
    action: 'staff.released',
    actor: caller.actor,
    detail: { staffId, issuer: row?.issuers ?? null, sessionsEnded: row?.ended ?? 0, passkeyId },
    personal: { email: person?.email ?? null, subject: row?.subjects ?? null },
  });
  return answer('done');
}
