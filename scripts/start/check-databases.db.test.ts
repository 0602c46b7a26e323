import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { startPooler } from '#test/database/pooler.mjs';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { inDatabase, withClient } from '../db/roles.mjs';
import { checkDatabases } from './check-databases.mjs';

type Pooler = Awaited<ReturnType<typeof startPooler>>;

const { superUrl, passwords } = inject('testCluster');
let test: TestDatabase;
let name: string;
const poolers: Pooler[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  name = new URL(test.webUrl).pathname.slice(1);
}, 300_000);
afterEach(async () => {
  for (const pooler of poolers.splice(0)) await pooler.close();
});
afterAll(() => test.drop());

async function pooler(settings: Record<string, string> = {}): Promise<Pooler> {
  const started = await startPooler(superUrl, passwords, settings);
  poolers.push(started);
  return started;
}

async function refusal(
  web = test.webUrl,
  vault = test.vaultUrl,
  jobs = test.jobsUrl,
): Promise<string | undefined> {
  return checkDatabases({
    web: { DATABASE_URL: web },
    vault: { VAULT_DATABASE_URL: vault, VAULT_JOBS_DATABASE_URL: jobs },
  }).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

async function withSetting(statement: string, act: () => Promise<void>): Promise<void> {
  const run = (sql: string) =>
    withClient(inDatabase(superUrl, 'postgres'), (superuser) => superuser.query(sql));
  await run(`ALTER ${statement}`);
  try {
    await act();
  } finally {
    await run(`ALTER ${statement.replace(/ SET (\w+).*/, ' RESET $1')}`);
  }
}

function changed(url: string, change: (url: URL) => void): string {
  const other = new URL(url);
  change(other);
  return other.toString();
}

describe('npm start asks the databases first', () => {
  it('and finds nothing wrong, straight or through PgBouncer in transaction or session mode', async () => {
    expect(await refusal()).toBeUndefined();
    for (const pool_mode of ['transaction', 'session']) {
      const { through } = await pooler({ pool_mode });
      expect(
        await refusal(through(test.webUrl), through(test.vaultUrl), through(test.jobsUrl)),
      ).toBeUndefined();
    }
  });

  it('a pooler in statement mode is refused, and what to set', async () => {
    const { through } = await pooler({ pool_mode: 'statement' });
    const problem =
      'the pooler is in statement mode, where there are no transactions: set pool_mode = transaction';
    const said = await refusal(through(test.webUrl), through(test.vaultUrl));
    expect(said).toContain(`VAULT_DATABASE_URL: ${problem}`);
    expect(said).toContain(` DATABASE_URL: ${problem}`);
  });

  it.each([
    ['TimeZone', `'Europe/London'`, 'TimeZone is Europe/London, not UTC'],
    ['statement_timeout', '0', 'statement_timeout is not set'],
    ['idle_in_transaction_session_timeout', '0', 'idle_in_transaction_session_timeout is not set'],
  ])('sessions whose %s is %s', async (setting, value, problem) => {
    await withSetting(`ROLE connect_web IN DATABASE ${name} SET ${setting} = ${value}`, async () => {
      const said = await refusal();
      expect(said).toContain(`DATABASE_URL: in the sessions of connect_web ${problem}`);
      expect(said).toContain('as an administrator run prisma/roles.sql again');
      expect(said).not.toContain('VAULT_DATABASE_URL');
    });
  });

  it('a database that only reads', async () => {
    await withSetting(`DATABASE ${name} SET default_transaction_read_only = on`, async () => {
      expect(await refusal()).toContain('VAULT_DATABASE_URL: its transactions are read-only');
    });
  });

  it('the two addresses in each other’s place, also behind a pooler', async () => {
    const { through } = await pooler();
    for (const by of [through, (url: string) => url]) {
      const said = await refusal(by(test.vaultUrl), by(test.webUrl));
      expect(said).toContain(
        'DATABASE_URL: it signs in as connect_vault, who may read what the vault alone may read',
      );
      expect(said).toContain('VAULT_DATABASE_URL: it signs in as connect_web, who may not read the vault');
    }
  });

  it('the address of another role for background jobs', async () => {
    expect(await refusal(test.webUrl, test.vaultUrl, test.webUrl)).toContain(
      'VAULT_JOBS_DATABASE_URL: it signs in as connect_web, who may not work on background jobs: give the address of role connect_jobs',
    );
    expect(await refusal(test.jobsUrl)).toContain(
      'DATABASE_URL: it signs in as connect_jobs, who is there for background jobs alone: give the address of role connect_web',
    );
  });

  it('a wrong password, a database and a port that are not there: each by its name, and never the password', async () => {
    const wrong = changed(test.webUrl, (url) => (url.password = 'hunter2%23'));
    const elsewhere = changed(test.vaultUrl, (url) => (url.pathname = '/not_there'));
    const said = await refusal(wrong, elsewhere);
    expect(said).toMatch(/DATABASE_URL: password authentication failed.*# is %23, @ is %40/);
    expect(said).toContain('VAULT_DATABASE_URL: database "not_there" does not exist');
    expect(said).not.toContain('hunter2');
    const bare = changed(test.jobsUrl, (url) => (url.password = ''));
    expect(await refusal(test.webUrl, test.vaultUrl, bare)).toContain(
      'VAULT_JOBS_DATABASE_URL: the address has no password, and the server wants one',
    );
    const closed = changed(test.webUrl, (url) => (url.port = '9'));
    expect(await refusal(closed)).toContain(
      'DATABASE_URL: nothing listens at the host and port of the address',
    );
  });

  it('a server without TLS, where the address of the example demands it', async () => {
    const demanding = changed(test.webUrl, (url) => url.searchParams.set('sslmode', 'verify-full'));
    expect(await refusal(demanding)).toContain('DATABASE_URL: the server speaks no TLS: set ssl = on there');
  });

  it('PgBouncer’s own refusals are passed on', async () => {
    const { through } = await pooler();
    const stranger = changed(through(test.webUrl), (url) => (url.username = 'somebody'));
    expect(await refusal(stranger)).toMatch(/DATABASE_URL: SASL authentication failed.*# is %23, @ is %40/);
  });
});
