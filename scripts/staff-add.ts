// npm run staff:add -- --email a@example.com --role admin [--name "Ada Admin"]
import { parseArgs } from 'node:util';
import { normaliseAddress } from '#lib/mail/address';
import { ensureDatabase } from './db/ensure.mjs';
import { withClient } from './db/roles.mjs';

const ROLES = ['viewer', 'support', 'operator', 'admin'];
const USAGE = `usage: npm run staff:add -- --email <address> --role <${ROLES.join(' | ')}> [--name <name>]`;

type Colleague = { email: string; role: string; name: string | null };

/** What the command line asks for, or what is wrong with it. */
export function readColleague(args: string[]): Colleague | { problem: string } {
  try {
    const options = {
      email: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string' },
    } as const;
    const { values } = parseArgs({ args, options });
    const email = normaliseAddress(values.email);
    if (email === undefined) return { problem: `--email must be an e-mail address\n${USAGE}` };
    if (values.role === undefined || !ROLES.includes(values.role)) {
      return { problem: `--role must be one of ${ROLES.join(', ')}\n${USAGE}` };
    }
    return { email, role: values.role, name: values.name?.trim() || null };
  } catch {
    return { problem: USAGE };
  }
}

/**
 * Adds a member of staff with an audit row, in one transaction. Nobody who is there already is changed.
 *
 * @param ownerUrl role connect_owner: the web's role may not write roles, whatever happens to the web server.
 * @returns a sentence on what happened.
 */
export function addColleague(ownerUrl: string, { email, role, name }: Colleague): Promise<string> {
  return withClient(ownerUrl, async (owner) => {
    await owner.query('BEGIN');
    const { rows } = await owner.query<{ id: string }>(
      `INSERT INTO public.staff (email, role, name) VALUES ($1, $2::public.staff_role, $3)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
      [email, role, name],
    );
    const id = rows[0]?.id;
    if (id !== undefined) {
      await owner.query(
        `SELECT public.append_audit('staff.added', 'operator', 'staff:add', NULL, NULL, $1::jsonb, $2::jsonb)`,
        [JSON.stringify({ staffId: id, role }), JSON.stringify({ email, name })],
      );
    }
    await owner.query('COMMIT');
    return id === undefined ? already(owner, email) : `${email} can now sign in at /staff as ${role}`;
  });
}

async function already(
  owner: {
    query(sql: string, values: string[]): Promise<{ rows: { role: string; disabled_at: Date | null }[] }>;
  },
  email: string,
): Promise<string> {
  const { rows } = await owner.query('SELECT role, disabled_at FROM public.staff WHERE email = $1', [email]);
  const state = rows[0]?.disabled_at === null ? `as ${rows[0].role}` : 'and is disabled';
  return `${email} is on the staff already, ${state}; nothing was changed`;
}

async function main(): Promise<void> {
  const colleague = readColleague(process.argv.slice(2));
  if ('problem' in colleague) {
    console.error(colleague.problem);
    process.exitCode = 2;
    return;
  }
  const outside = process.env.MIGRATION_DATABASE_URL;
  const embedded = outside ? undefined : await ensureDatabase();
  try {
    console.log(await addColleague(outside || (embedded?.ownerUrl ?? ''), colleague));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    console.error(`${colleague.email} was not added: ${why}`);
    if (why.includes('does not exist')) console.error('Run npm run db:migrate first.');
    process.exitCode = 1;
  } finally {
    if (embedded?.started) await embedded.stop();
  }
}

if (import.meta.url === `file://${process.argv[1]}`) await main();
