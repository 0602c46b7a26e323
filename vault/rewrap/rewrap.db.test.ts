import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { sealedGrants } from '#vault/grants/sealed-grants';
import { vend } from '#vault/grants/vend';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { abandon } from '#vault/testing/exchanges';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { beginRun, countsOfKeys, interrupted, runToItsEnd } from '#vault/testing/rewraps';
import { moveBatch } from './move-batch';
import { rewrapRecords } from './rewrap-records';
import { readOpenRun } from './run-row';
import { startRun } from './start-run';

let harness: Harness;
let k1: string;
let old: VaultContext;
/** New records get the new key, as everywhere when the roll-out is over. */
let one: VaultContext;
let two: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  k1 = String(harness.settings().VAULT_KEYS);
  const ring = await openKeyRing(new Secret(`k2:${randomBytes(32).toString('base64')},${k1}`));
  old = harness.vault({ deadlines: UNHURRIED });
  [one, two] = [harness.vault({ deadlines: UNHURRIED, ring }), harness.vault({ deadlines: UNHURRIED, ring })];
});
beforeEach(async () => {
  await harness.owner.query('DELETE FROM vault.grants; DELETE FROM connections; DELETE FROM vault.rewraps');
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** So many connections whose grants are sealed with the old key: copies of one. */
async function grants(count: number): Promise<void> {
  const { id } = await harness.link(old);
  await harness.owner.query(
    `WITH made AS (
       INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       SELECT customer_id, environment, client_id, 'u' || n, 'p' || n, profile_type, profile_name, status
       FROM connections, generate_series(2, $2::int) AS n WHERE id = $1 RETURNING id, wise_user_id, profile_id)
     INSERT INTO vault.grants (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, state, version,
       key_id, wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at)
     SELECT made.id, environment, client_id, made.wise_user_id, made.profile_id, customer_id, state, version, key_id,
       wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at
     FROM vault.grants AS g, made WHERE g.connection_id = $1`,
    [id, count],
  );
}

const begin = (isReencryption = false) => beginRun(harness, one, isReencryption);
const step = (vault: VaultContext) => rewrapRecords(vault, {}, new AbortController().signal);
const toItsEnd = (...vaults: VaultContext[]) => runToItsEnd(harness, ...vaults);
const countsOf = () => countsOfKeys(harness);

async function isStoredTokenLive(linked: Linked): Promise<boolean> {
  return harness.isLive((await vend(one, linked.id)).access);
}

describe('moving records to another key', () => {
  it.each(
    [false, true].flatMap((rotating) => [false, true].map((reencrypted) => ({ rotating, reencrypted }))),
  )(
    'loses no refresh that is stored meanwhile, by a vault with the old key or the new one ($rotating, $reencrypted)',
    async ({ rotating, reencrypted }) => {
      harness.emulator.state.settings.merge({ rotateRefreshTokens: rotating });
      const [byOld, byNew, bystander] = [
        await harness.link(old),
        await harness.link(old),
        await harness.link(old),
      ];
      const run = await begin(reencrypted);
      const vends: Promise<boolean>[] = [];
      const vault = interrupted(one, async () => {
        expect(await refreshGrant(old, byOld.id, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
        expect(await refreshGrant(one, byNew.id, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
        vends.push(...[byOld, byNew, bystander].map(isStoredTokenLive));
      });
      await moveBatch(vault, run);
      expect(await Promise.all(vends)).toEqual([true, true, true]);
      expect((await harness.grant(byOld))?.key_id, 'written by the old vault').toBe('k1');
      await toItsEnd(one);
      expect(await countsOf()).toEqual({ k2: 3 });
      for (const linked of [byOld, byNew, bystander]) {
        expect(await isStoredTokenLive(linked)).toBe(true);
        expect(await refreshGrant(one, linked.id, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
      }
    },
  );

  it('looks records up by their ids: PostgreSQL read a table of thousands whole for each batch', async () => {
    await grants(3_000);
    await harness.owner.query('ANALYZE vault.grants');
    const { rows } = await harness.owner.query<{ id: string; wrappedKey: Buffer }>(sealedGrants.read, [
      'k1',
      '00000000-0000-0000-0000-000000000000',
      500,
    ]);
    const keys = rows.map(({ wrappedKey }) => wrappedKey);
    const { rows: lines } = await harness.owner.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${sealedGrants.swapKeys}`,
      [rows.map(({ id }) => id), keys, keys, 'k2'],
    );
    const plan = lines.map((each) => each['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using grants_pkey');
    expect(plan).not.toContain('Seq Scan on grants');
  });

  it('waits for nobody: a record that somebody holds is moved when it is free', async () => {
    await grants(3);
    const run = await begin();
    const holder = await harness.owner.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM vault.grants ORDER BY id LIMIT 1 FOR UPDATE');
    await moveBatch(one, run);
    expect(await countsOf()).toEqual({ k1: 1, k2: 2 });
    expect(await moveBatch(one, run)).toEqual({ kind: 'held' });
    await holder.query('COMMIT');
    holder.release();
    expect(await toItsEnd(one)).toMatchObject({ result: 'done', moved: 3 });
  });

  it('goes on where a vault died in the middle: what is noted is what was moved, and none is moved twice', async () => {
    await grants(2_100);
    const run = await begin();
    const victim = harness.vault({ ring: one.ring });
    await moveBatch(victim, run);
    const dying = moveBatch(
      interrupted(victim, async (client) => {
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await harness.kill(Number(rows[0]?.pid));
      }),
      run,
    );
    await expect(dying).rejects.toThrow();
    await abandon(victim);
    expect(await countsOf()).toEqual({ k1: 1_100, k2: 1_000 });
    expect(await readOpenRun(harness.owner)).toMatchObject({ moved: 1_000 });
    expect(await toItsEnd(two)).toMatchObject({ result: 'done', moved: 2_100, refused: 0 });
    expect(await countsOf()).toEqual({ k2: 2_100 });
  });

  it('is safe with two vaults at once', async () => {
    await grants(2_100);
    await begin();
    expect(await toItsEnd(one, two)).toMatchObject({ result: 'done', moved: 2_100 });
    const { rows } = await harness.owner.query(
      `SELECT count(*)::int AS n FROM audit_entries WHERE action = 'rewrap.finished' AND detail->>'moved' = '2100'
         AND at > (SELECT max(started_at) FROM vault.rewraps)`,
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('counts what cannot be unwrapped, leaves it as it is, and moves the rest', async () => {
    await grants(6);
    await harness.owner.query(
      `UPDATE vault.grants SET wrapped_key = set_byte(wrapped_key, 7, 255 - get_byte(wrapped_key, 7))
       WHERE id IN (SELECT id FROM vault.grants ORDER BY id LIMIT 2);
       UPDATE vault.grants SET key_id = 'k0' WHERE id = (SELECT id FROM vault.grants ORDER BY id DESC LIMIT 1)`,
    );
    const bad = `SELECT * FROM vault.grants WHERE key_id <> 'k2' ORDER BY id`;
    await begin();
    expect(await toItsEnd(one)).toMatchObject({ result: 'left', moved: 3, refused: 3 });
    expect(await countsOf()).toEqual({ k0: 1, k1: 2, k2: 3 });
    const left = (await harness.owner.query(bad)).rows;
    await begin();
    expect(await toItsEnd(one)).toMatchObject({ result: 'left', moved: 0, refused: 3 });
    expect((await harness.owner.query(bad)).rows).toEqual(left);
  });

  it('re-encrypts no record that does not open where it stands, and counts it', async () => {
    // copies of one grant: sealed for the first connection alone
    await grants(4);
    await begin(true);
    expect(await toItsEnd(one)).toMatchObject({ result: 'left', moved: 1, refused: 3 });
    expect(await countsOf()).toEqual({ k1: 3, k2: 1 });
  });

  it.each([false, true])(
    'does not end while a record can be moved, though as many are left as were refused (re-encrypted: %s)',
    async (isReencryption) => {
      const bad = await harness.link(old);
      await harness.owner.query(
        `UPDATE vault.grants SET wrapped_key = set_byte(wrapped_key, 7, 255 - get_byte(wrapped_key, 7))`,
      );
      const run = await begin(isReencryption);
      if (isReencryption) {
        await until('the round of all keys is over', async () => {
          await step(one);
          return (await readOpenRun(harness.owner))?.round === 2;
        });
      }
      await until('the round is over', async () => (await moveBatch(one, run)).kind === 'round_over');
      await harness.owner.query('DELETE FROM vault.grants WHERE connection_id = $1', [bad.id]);
      const late = await harness.link(old);
      expect(await toItsEnd(one)).toMatchObject({ moved: 1 });
      expect(await countsOf()).toEqual({ k2: 1 });
      expect(await isStoredTokenLive(late)).toBe(true);
    },
  );

  it('is left alone by a vault whose new records get another key', async () => {
    await grants(2);
    await begin();
    await step(old);
    expect(await countsOf()).toEqual({ k1: 2 });
    expect(await toItsEnd(two)).toMatchObject({ result: 'done' });
  });

  it('begins in a vault that sees the new key a moment after the run was started, not a minute later', async () => {
    await grants(2);
    await begin();
    let looks = 0;
    const late: VaultContext = {
      ...old,
      get ring() {
        looks += 1;
        return looks > 2 ? one.ring : old.ring;
      },
    };
    await step(late);
    expect(await countsOf()).toEqual({ k2: 2 });
  });

  it('is one at a time: the same again goes on, another one takes its place', async () => {
    await grants(2);
    await begin();
    expect(await startRun(two, { isReencryption: false, actorId: 'ops' })).toMatchObject({
      kind: 'under_way',
    });
    expect(await startRun(old, { isReencryption: false, actorId: 'ops' })).toMatchObject({ keyId: 'k1' });
    const { rows } = await harness.owner.query(
      'SELECT to_key_id, result FROM vault.rewraps ORDER BY started_at, to_key_id DESC',
    );
    expect(rows).toEqual([
      { to_key_id: 'k2', result: 'replaced' },
      { to_key_id: 'k1', result: null },
    ]);
  });
});
