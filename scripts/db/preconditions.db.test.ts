import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { urlsOf } from './ensure.mjs';
import { migrate } from './migrate.mjs';
import { serverProblems } from './preconditions.mjs';
import { inDatabase, withClient } from './roles.mjs';

const { superUrl, passwords } = inject('testCluster');
/** pg_trgm belongs to nobody here: each test puts it where it wants it. */
let name: string;
let urls: ReturnType<typeof urlsOf>;

beforeEach(() => {
  name = `precondition_${randomUUID().replaceAll('-', '')}`;
  urls = urlsOf(superUrl, passwords, name);
});
afterEach(() => asSuperuser('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));

async function asSuperuser(database: string, ...statements: string[]): Promise<void> {
  await withClient(inDatabase(superUrl, database), async (superuser) => {
    for (const statement of statements) await superuser.query(statement);
  });
}

async function create(options = ''): Promise<void> {
  await asSuperuser('postgres', `CREATE DATABASE ${name} OWNER connect_owner ${options}`);
  await asSuperuser('postgres', `GRANT CONNECT ON DATABASE ${name} TO connect_web, connect_vault`);
}

async function refusal(url = urls.ownerUrl): Promise<string> {
  return migrate(url).then(
    () => 'it went through',
    (error: unknown) => String(error),
  );
}

async function tables(): Promise<string[]> {
  return withClient(inDatabase(superUrl, name), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    return rows.map((row) => row.name);
  });
}

describe('pg_trgm in a schema of its own, as several hosted services have it', () => {
  it('all migrations go through, and the search uses its indexes', async () => {
    await create();
    await asSuperuser(
      name,
      'CREATE SCHEMA "Ext ensions"',
      'CREATE EXTENSION pg_trgm WITH SCHEMA "Ext ensions"',
      'GRANT USAGE ON SCHEMA "Ext ensions" TO connect_owner',
    );
    const { found, applied } = await migrate(urls.ownerUrl);
    expect(applied).toHaveLength(found);
    const web = new pg.Client({ connectionString: urls.webUrl });
    await web.connect();
    try {
      await web.query('SET enable_seqscan = off');
      const { rows } = await web.query(
        `EXPLAIN SELECT id FROM connections WHERE search_text LIKE '%subject%'`,
      );
      expect(JSON.stringify(rows)).toContain('connections_search_trigrams');
    } finally {
      await web.end();
    }
  });

  it('is told in advance when the owner may not use that schema', async () => {
    await create();
    await asSuperuser(
      name,
      'CREATE SCHEMA extensions',
      'CREATE EXTENSION pg_trgm WITH SCHEMA extensions',
      'REVOKE ALL ON SCHEMA extensions FROM PUBLIC',
    );
    expect(await refusal()).toContain('GRANT USAGE ON SCHEMA "extensions" TO connect_owner');
    expect(await tables()).toEqual([]);
  });
});

describe('what is missing is named with its remedy before the first statement', () => {
  it('an encoding that cannot store every name', async () => {
    await create(`ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'`);
    expect(await refusal()).toContain(
      `its encoding is SQL_ASCII, which cannot store every name: make it again with CREATE DATABASE "${name}" OWNER connect_owner ENCODING 'UTF8' TEMPLATE template0`,
    );
    expect(await tables()).toEqual([]);
  });

  it('a database that only reads', async () => {
    await create();
    await asSuperuser('postgres', `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    expect(await refusal()).toContain(
      `ALTER DATABASE "${name}" SET default_transaction_read_only = off, or the same for the server or the role`,
    );
  });

  it('another account than connect_owner, to whom tables and SECURITY DEFINER functions would belong', async () => {
    await create();
    expect(await refusal(inDatabase(superUrl, name))).toContain(
      'you are signed in as connect_superuser, to whom everything would belong: sign in as connect_owner',
    );
    expect(await tables()).toEqual([]);
  });

  it('rights of the owner, and of the two processes', async () => {
    await asSuperuser('postgres', `CREATE DATABASE ${name}`);
    await asSuperuser('postgres', `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await asSuperuser('postgres', `GRANT CONNECT ON DATABASE ${name} TO connect_owner`);
    const problems = await refusal();
    expect(problems).toContain(`ALTER DATABASE "${name}" OWNER TO connect_owner`);
    expect(problems).toContain('GRANT USAGE, CREATE ON SCHEMA public TO connect_owner');
    expect(problems).toContain(`GRANT CONNECT ON DATABASE "${name}" TO connect_web`);
    expect(problems).toContain(`GRANT CONNECT ON DATABASE "${name}" TO connect_vault`);
  });

  it('tables that somebody else made', async () => {
    await create();
    await asSuperuser(name, 'CREATE SCHEMA vault');
    expect(await refusal()).toContain('REASSIGN OWNED BY connect_superuser TO connect_owner');
  });

  it('a role whose sessions would not be in UTC, or without a limit', async () => {
    await create();
    await asSuperuser(
      'postgres',
      `ALTER ROLE connect_web IN DATABASE ${name} SET TimeZone = 'Europe/London'`,
      `ALTER ROLE connect_vault IN DATABASE ${name} SET statement_timeout = 0`,
    );
    const problems = await refusal();
    expect(problems).toContain(
      'role connect_web starts without TimeZone: as an administrator run prisma/roles.sql (again)',
    );
    expect(problems).toContain('role connect_vault starts without statement_timeout');
    expect(problems).not.toContain('connect_owner starts');
    expect(await tables()).toEqual([]);
  });

  it('a server that is too old, stands by or was built without ICU', () => {
    const ready = { encoding: 'UTF8', isStandby: false, isReadOnly: false, hasIcu: true };
    const server = { ...ready, version: '15.0', versionNumber: 150_000 };
    expect(serverProblems(server, '"c"')).toEqual([]);
    expect(serverProblems({ ...server, version: '14.19', versionNumber: 140_019 }, '"c"')).toEqual([
      'PostgreSQL 14.19 is too old: use version 15 or newer',
    ]);
    expect(serverProblems({ ...server, isStandby: true, isReadOnly: true }, '"c"')).toEqual([
      'this server is a standby and only reads: give the address of the primary',
    ]);
    expect(serverProblems({ ...server, hasIcu: false }, '"c"').join()).toContain('built with ICU');
  });
});
