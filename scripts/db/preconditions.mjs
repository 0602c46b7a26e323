// Everything a migration takes for granted of the server, asked before its first statement: without it a migration
// failed in the middle, with the words of whatever was missing.
import { isUtc } from '../../lib/db/is-utc.mjs';
import { messageOf } from '../error.mjs';
import { ROLES } from './roles.mjs';

const OLDEST = 150_000;
const ROLES_SQL = 'as an administrator run prisma/roles.sql (again)';
/**
 * What the sessions of each role start with (prisma/roles.sql).
 * @type {Record<string, string[]>}
 */
const SETTINGS = {
  [ROLES.owner]: ['TimeZone'],
  [ROLES.web]: ['TimeZone', 'statement_timeout', 'idle_in_transaction_session_timeout'],
  [ROLES.vault]: ['TimeZone', 'statement_timeout', 'idle_in_transaction_session_timeout'],
  [ROLES.jobs]: ['TimeZone', 'statement_timeout', 'idle_in_transaction_session_timeout'],
};
/**
 * @param {import('pg').Client} owner
 * @throws naming everything that is not as the migrations need it, each with its remedy; nothing has been changed then
 */
export async function assertPreconditions(owner) {
  const server = await aboutServer(owner);
  await assertTransactions(owner);
  const quoted = owner.escapeIdentifier(server.database);
  const problems = [
    ...serverProblems(server, quoted),
    ...(await roleProblems(owner, quoted)),
    ...(await ownerProblems(owner, quoted)),
  ];
  // without the right to create, the extension would only repeat it
  if (problems.length === 0) problems.push(...(await extensionProblems(owner)));
  if (problems.length === 0) return;
  throw new Error(
    `the database ${server.database} is not ready; nothing was changed:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

/**
 * @param {import('pg').Client} client
 * @throws when what answers is a pooler that has no transactions
 */
export async function assertTransactions(client) {
  try {
    await client.query('BEGIN');
    await client.query('ROLLBACK');
  } catch (error) {
    if (!/statement pooling/.test(messageOf(error))) throw error;
    throw new Error(
      'the pooler is in statement mode, where there are no transactions: set pool_mode = transaction for this database',
      { cause: error },
    );
  }
}

/** @param {import('pg').Client} owner */
async function aboutServer(owner) {
  const { rows } = await owner.query(
    `SELECT current_database() AS database, current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS "versionNumber", current_setting('server_encoding') AS encoding,
       pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly",
       EXISTS (SELECT FROM pg_catalog.pg_collation WHERE collname = 'und-x-icu') AS "hasIcu"`,
  );
  return rows[0];
}

/**
 * @param {{ version: string; versionNumber: number; encoding: string; isStandby: boolean; isReadOnly: boolean; hasIcu: boolean }} server
 * @param {string} database its name, quoted
 * @returns {string[]}
 */
export function serverProblems(
  { version, versionNumber, encoding, isStandby, isReadOnly, hasIcu },
  database,
) {
  const problems = [];
  if (versionNumber < OLDEST) problems.push(`PostgreSQL ${version} is too old: use version 15 or newer`);
  if (encoding !== 'UTF8') {
    problems.push(
      `its encoding is ${encoding}, which cannot store every name: make it again with ` +
        `CREATE DATABASE ${database} OWNER ${ROLES.owner} ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  if (isStandby) problems.push('this server is a standby and only reads: give the address of the primary');
  else if (isReadOnly) {
    problems.push(
      'its transactions are read-only (default_transaction_read_only): ' +
        `ALTER DATABASE ${database} SET default_transaction_read_only = off, or the same for the server or the role`,
    );
  }
  if (!hasIcu && encoding === 'UTF8') {
    problems.push(
      'it has no collation "und-x-icu", which the search needs: use a PostgreSQL that was built with ICU',
    );
  }
  return problems;
}

/** @param {import('pg').Client} owner @param {string} database */
async function roleProblems(owner, database) {
  const { rows } = await owner.query(
    `SELECT r.rolname AS role, has_database_privilege(r.oid, current_database(), 'CONNECT') AS "mayConnect",
       coalesce((SELECT json_agg(setting ORDER BY s.setdatabase) FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) AS setting
         WHERE s.setrole = r.oid AND s.setdatabase IN
           (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))), '[]') AS settings
     FROM pg_catalog.pg_roles r WHERE r.rolname = ANY($1)`,
    [Object.values(ROLES)],
  );
  const problems = [];
  for (const role of Object.values(ROLES)) {
    const found = rows.find((row) => row.role === role);
    if (!found) problems.push(`there is no role ${role}: ${ROLES_SQL}`);
    else {
      const wrong = wrongSettings(role, found.settings);
      if (wrong.length > 0) problems.push(`role ${role} starts without ${wrong.join(', ')}: ${ROLES_SQL}`);
      if (!found.mayConnect) {
        problems.push(`role ${role} may not connect: GRANT CONNECT ON DATABASE ${database} TO ${role}`);
      }
    }
  }
  return problems;
}

/**
 * A setting of the role in this database comes after the role's own in `settings`, and wins over it.
 * @param {string} role
 * @param {string[]} settings
 */
function wrongSettings(role, settings) {
  const values = new Map(
    settings.map((setting) => {
      const at = setting.indexOf('=');
      return /** @type {const} */ ([setting.slice(0, at).toLowerCase(), setting.slice(at + 1)]);
    }),
  );
  return (SETTINGS[role] ?? []).filter((name) => {
    const value = values.get(name.toLowerCase());
    return name === 'TimeZone' ? !isUtc(value ?? '') : !value || value === '0';
  });
}

/** @param {import('pg').Client} owner @param {string} database */
async function ownerProblems(owner, database) {
  const { rows } = await owner.query(
    `SELECT current_user AS "user", has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
       to_regnamespace('public') IS NULL AS "hasNoPublic",
       coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), true) AS "mayCreateInPublic",
       (SELECT nspowner::regrole::text FROM pg_catalog.pg_namespace WHERE nspname = 'vault') AS "vaultOwner",
       (SELECT relowner::regrole::text FROM pg_catalog.pg_class WHERE oid = to_regclass('public._prisma_migrations')) AS "tableOwner"`,
  );
  const { user, mayCreate, hasNoPublic, mayCreateInPublic, vaultOwner, tableOwner } = rows[0];
  const problems = [];
  if (user !== ROLES.owner) {
    problems.push(
      `you are signed in as ${user}, to whom everything would belong: sign in as ${ROLES.owner} (prisma/roles.sql makes it)`,
    );
    return problems;
  }
  if (!mayCreate) {
    problems.push(
      `${ROLES.owner} may not create schemas in it: ALTER DATABASE ${database} OWNER TO ${ROLES.owner}`,
    );
  }
  if (hasNoPublic) {
    problems.push(`it has no schema public: CREATE SCHEMA public AUTHORIZATION ${ROLES.owner}`);
  } else if (!mayCreateInPublic) {
    problems.push(
      `${ROLES.owner} may not create tables in schema public: GRANT USAGE, CREATE ON SCHEMA public TO ${ROLES.owner}`,
    );
  }
  for (const other of new Set([vaultOwner, tableOwner])) {
    if (other && other !== ROLES.owner) {
      problems.push(
        `what earlier migrations made belongs to ${other}: as an administrator, in this database, ` +
          `REASSIGN OWNED BY ${other} TO ${ROLES.owner} (or change the owner of each table, schema and function)`,
      );
    }
  }
  return problems;
}

/** @param {import('pg').Client} owner */
async function extensionProblems(owner) {
  const { rows } = await owner.query(
    `SELECT e.extname IS NOT NULL AS "isInstalled", n.nspname AS schema,
       coalesce(has_schema_privilege(n.oid, 'USAGE'), true) AS "mayUse"
     FROM pg_catalog.pg_available_extensions a
       LEFT JOIN pg_catalog.pg_extension e ON e.extname = a.name
       LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     WHERE a.name = 'pg_trgm'`,
  );
  if (rows.length === 0) {
    return [
      "the server has no pg_trgm: install PostgreSQL's contrib modules (Debian has them in postgresql, Red Hat in " +
        'postgresql-contrib)',
    ];
  }
  const { isInstalled, schema, mayUse } = rows[0];
  if (!isInstalled) return await tryAdding(owner);
  if (mayUse) return [];
  const quoted = owner.escapeIdentifier(schema);
  return [
    `pg_trgm is in schema ${schema}, which ${ROLES.owner} may not use: GRANT USAGE ON SCHEMA ${quoted} TO ${ROLES.owner}`,
  ];
}

/**
 * Hosted services keep lists of what may be added, which no catalogue shows: only trying tells.
 * @param {import('pg').Client} owner
 */
async function tryAdding(owner) {
  await owner.query('BEGIN');
  try {
    await owner.query('CREATE EXTENSION pg_trgm WITH SCHEMA public');
    return [];
  } catch (error) {
    return [
      `pg_trgm is not in it and cannot be added (${messageOf(error)}): as an administrator, in this database, ` +
        'CREATE EXTENSION pg_trgm (a hosted service may want it in its list of allowed extensions first)',
    ];
  } finally {
    await owner.query('ROLLBACK');
  }
}
