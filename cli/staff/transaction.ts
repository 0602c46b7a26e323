import type pg from 'pg';
import type { Result } from '#cli/place';
import { withClient } from '#scripts/db/roles';

export type Owner = Pick<pg.Client, 'query'>;

export type Person = { id: string; email: string; role: string; disabledAt: Date | null };

/** One transaction as connect_owner; a failure undoes all of it, and so does a refusal: it says that nothing was changed. */
export function asOwner(ownerUrl: string, act: (owner: Owner) => Promise<Result>): Promise<Result> {
  return withClient(ownerUrl, async (owner: Owner) => {
    await owner.query('BEGIN');
    const result = await act(owner);
    await owner.query(result.exitCode === 0 ? 'COMMIT' : 'ROLLBACK');
    return result;
  });
}

/** The member of staff with this address, locked until the end of the transaction; changes of staff go one after the other. */
export async function lockPerson(owner: Owner, email: string): Promise<Person | undefined> {
  await owner.query('SELECT vault.lock_staff()');
  const { rows } = await owner.query<Person>(
    `SELECT id, email, role::text AS role, disabled_at AS "disabledAt" FROM public.staff WHERE email = $1 FOR UPDATE`,
    [email],
  );
  return rows[0];
}

/** Ends every session and unused email link of a member of staff; answers how many sessions there were. */
export async function endSessions(owner: Owner, { id, email }: Person): Promise<number> {
  const { rowCount } = await owner.query('DELETE FROM public.staff_sessions WHERE staff_id = $1', [id]);
  await owner.query('DELETE FROM public.staff_verification_tokens WHERE identifier = $1', [email]);
  return rowCount ?? 0;
}

type Recorded = {
  action: `staff.${string}`;
  command: string;
  detail: Record<string, string | number | null>;
  personal: Record<string, string | null>;
};

/** The audit row of a command, in its transaction. */
export async function record(owner: Owner, { action, command, detail, personal }: Recorded): Promise<void> {
  await owner.query(`SELECT public.append_audit($1, 'operator', $2, NULL, NULL, $3::jsonb, $4::jsonb)`, [
    action,
    command,
    JSON.stringify(detail),
    JSON.stringify(personal),
  ]);
}

export const nobody = (email: string): string =>
  `nobody on the staff has the address ${email}; npm run staff:list`;

/** The rule of the database that no act leaves nobody who may change this. */
export const LAST_ADMIN =
  'they are the last active admin; make somebody else admin first (npm run staff:role). Nothing was changed';

export const sessionsEnded = (count: number): string =>
  count === 0 ? 'they were not signed in' : `${count === 1 ? 'one sign-in' : `${count} sign-ins`} ended`;
