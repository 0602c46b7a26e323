import { type StaffAnswer, type StaffOutcome, staffOutcomeSchema } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import type { StaffRole } from '#lib/db/generated/enums';
import { AppError } from '#lib/errors/app-error';
import type { StaffCaller } from '#vault/step-up/staff-caller';

/** Who acts, and what goes into the audit row of it. */
export type By = { caller: StaffCaller; passkeyId: string };

export type Person = { email: string; role: StaffRole };

/** Changes of who works here wait for each other from here on, until the transaction ends. */
export async function lockStaff(tx: Pick<Tx, '$executeRaw'>): Promise<void> {
  await tx.$executeRaw`SELECT vault.lock_staff()`;
}

/** Whoever is acted on, for the audit row; read under the lock. */
export async function findPerson(tx: Tx, staffId: string): Promise<Person | undefined> {
  const person = await tx.staff.findUnique({ where: { id: staffId }, select: { email: true, role: true } });
  return person ?? undefined;
}

/**
 * What a function of the database answered: it decides who may change whom, whatever stands in this module.
 *
 * @throws AppError FORBIDDEN: no admin any more, a moment ago.
 */
export function readOutcome(text: string | undefined): StaffOutcome {
  if (text === 'forbidden') throw new AppError('FORBIDDEN', { log: 'not an active admin' });
  return staffOutcomeSchema.shape.outcome.parse(text);
}

export const answer = (outcome: StaffOutcome, staffId: string | null = null): StaffAnswer => ({
  outcome,
  staffId,
});
