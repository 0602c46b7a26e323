import { isUtc } from '../../lib/db/is-utc.mjs';
import { readText } from '../../lib/env/text-file.mjs';
import { JOBS_REVISION, jobsRevision } from '../db/jobs.mjs';
import { pendingMigrations } from '../db/migrate.mjs';
import { assertTransactions, serverProblems } from '../db/preconditions.mjs';
import { ROLES, withClient } from '../db/roles.mjs';
import { messageOf } from '../error.mjs';

/**
 * @typedef {{ user: string; zone: string; statement: string; idle: string; missing: string[]; mayUseVault: boolean | null;
 *   mayUseJobs: boolean | null }} Session
 */

/**
 * Asks every address of an outside database, before anything is started, for everything that the processes take for granted,
 * through a pooler if there is one.
 * @param {{ web: Record<string, string>; vault: Record<string, string> }} settings
 * @throws naming every problem with its remedy
 */
export async function checkDatabases({ web, vault }) {
  const problems = [
    ...(await problemsOf('DATABASE_URL', web, ROLES.web)),
    ...(await problemsOf('VAULT_DATABASE_URL', vault, ROLES.vault)),
    ...(await problemsOf('VAULT_JOBS_DATABASE_URL', vault, ROLES.jobs)),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const pending = await pendingMigrations(addressOf('VAULT_DATABASE_URL', vault)).catch((error) => {
    throw new Error(
      `the database of VAULT_DATABASE_URL cannot be asked for its migrations: ${error.message}`,
    );
  });
  if (pending.length === 0) return;
  throw new Error(
    `migrations are pending (${pending.join(', ')}): run\n` +
      '  MIGRATION_DATABASE_URL="postgresql://connect_owner:…@host/database?sslmode=verify-full" npm run db:migrate',
  );
}

/**
 * The configuration was checked before: the file can be read.
 * @param {string} name
 * @param {Record<string, string>} settings
 */
function addressOf(name, settings) {
  const given = settings[name];
  if (given) return given;
  const read = readText(settings[`${name}_FILE`] ?? '');
  return 'text' in read ? read.text.trim() : '';
}

/** @param {string} name @param {Record<string, string>} settings @param {string} role */
async function problemsOf(name, settings, role) {
  try {
    const problems = await withClient(addressOf(name, settings), (client) => sessionProblems(client, role));
    return problems.map((problem) => `${name}: ${problem}`);
  } catch (error) {
    return [`${name}: ${messageOf(error)}`];
  }
}

/** @param {import('pg').Client} client @param {string} role */
async function sessionProblems(client, role) {
  await assertTransactions(client);
  const { rows } = await client.query(
    `SELECT current_user AS "user", current_database() AS database, current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS "versionNumber", current_setting('server_encoding') AS encoding,
       pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly",
       true AS "hasIcu", current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS statement,
       current_setting('idle_in_transaction_session_timeout') AS idle,
       has_schema_privilege(to_regnamespace('vault'), 'USAGE') AS "mayUseVault",
       has_schema_privilege(to_regnamespace('graphile_worker'), 'USAGE') AS "mayUseJobs",
       ARRAY(SELECT role FROM unnest($1::text[]) AS role
         WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role)) AS missing`,
    [Object.values(ROLES)],
  );
  const [session] = rows;
  if (role === ROLES.jobs && session.mayUseJobs && (await jobsRevision(client)) < JOBS_REVISION) {
    return ['the tables of background jobs are of an older version: npm run db:migrate'];
  }
  return [
    ...serverProblems(session, client.escapeIdentifier(session.database)),
    ...roleProblems(session, role),
    // once, and not by the role's own address: PostgreSQL answers "password authentication failed" for one that is not there
    ...(role === ROLES.vault ? missingRoles(session) : []),
    ...settingProblems(session),
  ];
}

/**
 * Before the first migration there are no such schemas, and nothing to be told.
 * @param {Session} session
 * @param {string} role
 */
function roleProblems({ user, mayUseVault, mayUseJobs }, role) {
  const as = (/** @type {string} */ fault) => [
    `it signs in as ${user}, who ${fault}: give the address of role ${role}`,
  ];
  if (mayUseVault !== null && mayUseVault !== (role === ROLES.vault)) {
    return as(mayUseVault ? 'may read what the vault alone may read' : "may not read the vault's tables");
  }
  if (mayUseJobs !== null && mayUseJobs !== (role === ROLES.jobs)) {
    return as(mayUseJobs ? 'is there for background jobs alone' : 'may not work on background jobs');
  }
  return [];
}

/** @param {Session} session */
function missingRoles({ missing }) {
  return missing.map(
    (name) =>
      `there is no role ${name} on this server: as an administrator run prisma/roles.sql again, then \\password ${name}`,
  );
}

/** @param {Session} session */
function settingProblems({ user, zone, statement, idle }) {
  const wrong = [
    ...(isUtc(zone) ? [] : [`TimeZone is ${zone}, not UTC`]),
    ...(statement === '0' ? ['statement_timeout is not set'] : []),
    ...(idle === '0' ? ['idle_in_transaction_session_timeout is not set'] : []),
  ];
  if (wrong.length === 0) return [];
  return [
    `in the sessions of ${user} ${wrong.join(', ')}: as an administrator run prisma/roles.sql again (behind a pooler, then let ` +
      'it open its connections anew, as RECONNECT does in PgBouncer)',
  ];
}
