// What a superuser does once per server: the roles, their passwords, the database and who may connect to it.
// Used for the embedded cluster and for the tests' servers; an operator does the same by hand (prisma/roles.sql).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { connectionProblem } from '../../lib/db/connection-problem.mjs';
import { assertSafeTransport } from '../../lib/env/database-transport.mjs';
import { root } from '../paths.mjs';

export const DATABASE = 'connect_wise';

/** The roles of prisma/roles.sql by the short names that addresses are given under. */
export const ROLES = {
  owner: 'connect_owner',
  web: 'connect_web',
  vault: 'connect_vault',
  jobs: 'connect_jobs',
};

/**
 * @template T
 * @param {string} url
 * @param {(client: pg.Client) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withClient(url, act) {
  assertSafeTransport(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  await client.connect().catch((error) => {
    // Where no password was given the library stops half-way and keeps the connection. The server waits a minute for the
    // rest, and so does each CREATE and DROP DATABASE of anybody.
    client.end().catch(() => undefined);
    throw new Error(connectionProblem(error), { cause: error });
  });
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/**
 * The database of an address as `pg` reads it, which believes a host in the query before the one where everybody looks.
 * @param {string} url
 * @returns {string} its name, host and port: safe to print
 * @throws as `withClient`: in an address that is cut off inside its password the rest of that stands where the host should
 */
export function databaseOf(url) {
  assertSafeTransport(url);
  const { database, host, port } = new pg.Client({ connectionString: url });
  return `database ${database} at ${host}:${port}`;
}

/** @param {string} url @param {string} database @returns {string} the same server and role, another database */
export function inDatabase(url, database) {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.toString();
}

/** @param {string} superUrl @param {string} role @param {string} password @param {string} database */
export function roleUrl(superUrl, role, password, database) {
  const url = new URL(inDatabase(superUrl, database));
  url.username = role;
  url.password = password;
  return url.toString();
}

/**
 * Runs prisma/roles.sql and sets the passwords.
 * @param {pg.Client} superuser
 * @param {Record<string, string>} passwords by role name
 */
export async function setUpRoles(superuser, passwords) {
  await superuser.query('BEGIN');
  try {
    // two starts on one server at once would both see the role missing
    await superuser.query('SELECT pg_advisory_xact_lock(72707370)');
    await superuser.query(readFileSync(path.join(root, 'prisma/roles.sql'), 'utf8'));
    for (const [role, password] of Object.entries(passwords)) {
      await superuser.query(
        `ALTER ROLE ${superuser.escapeIdentifier(role)} PASSWORD ${superuser.escapeLiteral(password)}`,
      );
    }
    await superuser.query('COMMIT');
  } catch (error) {
    await superuser.query('ROLLBACK');
    throw error;
  }
}

/**
 * Makes the database when it is missing, owned by connect_owner, open to the product's roles alone.
 * @param {pg.Client} superuser
 * @param {string} name
 * @param {{ template?: string }} [options]
 */
export async function setUpDatabase(superuser, name, { template } = {}) {
  const database = superuser.escapeIdentifier(name);
  const { rowCount } = await superuser.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (!rowCount) {
    const from = template ? `TEMPLATE ${superuser.escapeIdentifier(template)}` : '';
    await superuser.query(`CREATE DATABASE ${database} OWNER ${ROLES.owner} ${from}`);
  }
  // the rights on a database itself are not copied from a template
  await superuser.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await superuser.query(
    `GRANT CONNECT ON DATABASE ${database} TO ${ROLES.web}, ${ROLES.vault}, ${ROLES.jobs}`,
  );
}
