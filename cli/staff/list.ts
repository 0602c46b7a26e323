import { done, type Result } from '#cli/place';
import { isLive } from '#lib/sessions/session';
import { withClient } from '#scripts/db/roles';
import type { Owner } from './transaction';

type Row = {
  email: string;
  role: string;
  name: string | null;
  disabledAt: Date | null;
  accounts: string | null;
  sessions: number;
};

/** Everybody on the staff, a line each. */
export async function listColleagues(ownerUrl: string): Promise<Result> {
  const rows = await withClient(ownerUrl, async (owner: Owner) => {
    const live = isLive('staff');
    const found = await owner.query<Row>(
      `SELECT email, role::text AS role, name, disabled_at AS "disabledAt",
         (SELECT string_agg(issuer, ', ' ORDER BY issuer) FROM public.staff_accounts WHERE staff_id = staff.id) AS accounts,
         (SELECT count(*)::int FROM public.staff_sessions AS session WHERE staff_id = staff.id AND ${live.text}) AS sessions
         FROM public.staff ORDER BY disabled_at IS NOT NULL, email`,
      live.values,
    );
    return found.rows;
  });
  if (rows.length === 0) return done('Nobody is on the staff yet: npm run staff:add');
  const table = rows.map((row) => [row.email, row.role, stateOf(row), row.name ?? '']);
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return done(lines.join('\n'));
}

function stateOf({ disabledAt, accounts, sessions }: Row): string {
  if (disabledAt !== null) return `disabled since ${disabledAt.toISOString().slice(0, 10)}`;
  const linked = accounts === null ? 'no sign-in account linked' : `linked to ${accounts}`;
  return sessions === 0 ? linked : `${linked}, signed in`;
}
