import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { parseVaultEnv } from '#vault/env/vault-env';
import { createRefreshRate, type RefreshRate } from './refresh-rate';

let database: TestDatabase;
let owner: pg.Pool;
/** Pools of their own, as vault processes have them. */
const pools: Database[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  for (let count = 0; count < 3; count += 1)
    pools.push(openDatabase(database.vaultUrl, { applicationName: `test-vault-${count}`, max: 2 }));
});
afterAll(async () => {
  await Promise.all([...pools.map((pool) => pool.close()), owner.end()]);
  await database.drop();
});
beforeEach(() => owner.query('DELETE FROM vault.refresh_rates'));

/** Until when calls are reserved, in seconds from now by the database's clock. */
async function spokenFor(environment = 'sandbox'): Promise<number> {
  const { rows } = await owner.query(
    `SELECT extract(epoch FROM reserved_until - now())::float8 AS seconds FROM vault.refresh_rates
     WHERE environment = $1::environment`,
    [environment],
  );
  return rows[0]?.seconds ?? 0;
}

async function setSpokenFor(seconds: number): Promise<void> {
  await owner.query(
    `INSERT INTO vault.refresh_rates VALUES ('sandbox', now() + $1::float8 * interval '1 second')
     ON CONFLICT (environment) DO UPDATE SET reserved_until = excluded.reserved_until`,
    [seconds],
  );
}

/** As many vaults as there are pools. Their clocks stand still, so that no permit runs out while the test looks. */
function vaults(perMinute: number): RefreshRate[] {
  const rate = { sandbox: perMinute, production: perMinute };
  const clock = performance.now();
  return pools.map((pool) => createRefreshRate(pool, rate, () => clock));
}

const one = (perMinute: number): RefreshRate => vaults(perMinute)[0] as RefreshRate;

describe('decision 026: the rate of refreshes', () => {
  it('is one for all vaults: at a call a minute, one of them gets it', async () => {
    const takes = vaults(1).map((vault) => vault.take('sandbox', 5, true));
    const permits = await Promise.all(takes);
    expect(permits.toSorted()).toEqual([0, 0, 1]);
    expect(await spokenFor()).toBeGreaterThan(55);
    expect(await spokenFor()).toBeLessThanOrEqual(60);
  });

  it('gives each vault a window of its own, and reserves none that begins in more than a second', async () => {
    // A call a second.
    const all = vaults(60);
    const permits = await Promise.all(all.map((vault) => vault.take('sandbox', 1, true)));
    expect(permits.toSorted(), 'the first window').toEqual([0, 0, 1]);
    const begins = all.map((vault) => vault.beginsInMs('sandbox')).filter((ms) => ms > 0);
    expect(begins, 'the second one, later; the third vault has none').toHaveLength(1);
    // a second, and what a sum of fractions rounds up to
    expect(begins[0]).toBeLessThanOrEqual(1_000.001);
    expect(await spokenFor()).toBeLessThanOrEqual(2);
  });

  it('is taken a second’s worth at a time, not a statement for each refresh', async () => {
    const vault = one(600);
    const taken: number[] = [];
    for (let calls = 0; calls < 10; calls += 1) taken.push(await vault.take('sandbox', 1, true));
    expect(taken).toEqual(Array(10).fill(1));
    const after = await spokenFor();
    expect(after, 'ten calls of a tenth of a second, reserved once').toBeLessThanOrEqual(1);
    expect(await vault.take('sandbox', 1, true)).toBe(0);
    expect(vault.beginsInMs('sandbox'), 'the next window begins where the first one ends').toBeGreaterThan(0);
    expect(await spokenFor()).toBeGreaterThan(after);
  });

  it('is not hoarded: who has one row to refresh reserves one call', async () => {
    expect(await one(60).take('sandbox', 1, false)).toBe(1);
    expect(await spokenFor()).toBeLessThanOrEqual(1);
    const many = one(3_000);
    await setSpokenFor(0);
    expect(await many.take('sandbox', 1_000, true), 'well under what Wise takes in a second').toBe(40);
  });

  it('is refused while the window before is reserved, and each environment has its own', async () => {
    await setSpokenFor(30);
    const vault = one(600);
    expect(await vault.take('sandbox', 1, true)).toBe(0);
    expect(vault.beginsInMs('sandbox')).toBe(0);
    expect(await spokenFor()).toBeLessThanOrEqual(30);
    expect(await vault.take('production', 1, true)).toBe(1);
  });

  it('counts the calls that cannot wait: the loops make room for them', async () => {
    const vault = one(60);
    for (let calls = 0; calls < 20; calls += 1) vault.recordUnreserved('sandbox');
    await vault.flushRecorded();
    expect(await spokenFor()).toBeGreaterThan(15);
    expect(await spokenFor()).toBeLessThanOrEqual(20);
    await vault.flushRecorded();
    expect(await spokenFor(), 'each counts once').toBeLessThanOrEqual(20);
    for (let calls = 0; calls < 10_000; calls += 1) vault.recordUnreserved('sandbox');
    await vault.flushRecorded();
    expect(await spokenFor(), 'by a minute at most').toBeLessThanOrEqual(60);
  });

  it('makes room before its next window, not only once a tick: while much is due, a tick lasts over a minute', async () => {
    const vault = one(60);
    expect(await vault.take('sandbox', 1, true)).toBe(1);
    await setSpokenFor(0);
    for (let calls = 0; calls < 30; calls += 1) vault.recordUnreserved('sandbox');
    expect(await vault.take('sandbox', 1, true), 'thirty vends at a call a second').toBe(0);
    expect(await spokenFor()).toBeGreaterThan(25);
  });

  it('gives permits that run out: what was not used is not added to a later minute', async () => {
    let at = 0;
    const [pool] = pools;
    if (pool === undefined) throw new Error('no pool');
    const vault = createRefreshRate(pool, { sandbox: 600, production: 600 }, () => at);
    expect(await vault.take('sandbox', 1, true)).toBe(1);
    await setSpokenFor(30);
    at += 60_000;
    expect(await vault.take('sandbox', 1, true)).toBe(0);
  });

  it('goes on when the database’s clock was set back', async () => {
    await setSpokenFor(3_600);
    expect(await one(600).take('sandbox', 1, true)).toBe(1);
    expect(await spokenFor()).toBeLessThanOrEqual(1);
  });
});

describe('the rate that is set', () => {
  const env = (changes: Record<string, string>) =>
    parseVaultEnv({
      VAULT_DATABASE_URL: 'postgresql://connect_vault@localhost/connect',
      VAULT_JOBS_DATABASE_URL: 'postgresql://connect_jobs@localhost/connect',
      VAULT_KEYS: 'k1:key-that-is-not-read-here-but-has-32-chars',
      VAULT_INTERNAL_KEY: 'an internal key of more than 32 characters',
      WISE_SANDBOX_CLIENT_ID: 'acme-bank',
      WISE_SANDBOX_CLIENT_SECRET: 'secret',
      ...changes,
    });

  it('is under Wise’s 1,000 a minute and 100 a second, however many vaults there are', () => {
    expect(env({})).toMatchObject({
      WISE_SANDBOX_REFRESHES_PER_MINUTE: 800,
      WISE_PRODUCTION_REFRESHES_PER_MINUTE: 800,
      REFRESH_INTERVAL_HOURS: 6,
    });
  });

  it.each([
    ['WISE_PRODUCTION_REFRESHES_PER_MINUTE', '0'],
    ['WISE_SANDBOX_REFRESHES_PER_MINUTE', 'many'],
    ['REFRESH_INTERVAL_HOURS', '12'],
  ])('%s=%s refuses the start', (name, value) => {
    expect(() => env({ [name]: value })).toThrow(name);
  });
});
