import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { takeClock } from '#vault/testing/database-clock';
import { Harness, UNHURRIED } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let clock: Awaited<ReturnType<typeof takeClock>>;

beforeAll(async () => {
  harness = await Harness.start();
  clock = await takeClock(harness);
  vault = await startVault(harness.env(), { deadlines: UNHURRIED });
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

async function codeOf(key: string, id: string): Promise<unknown> {
  const answer = await fetch(`${vault.partnerUrl}/v1/connections/${id}/access-token`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return answer.ok ? answer.status : (await answer.json()).code;
}

/** Another vault counts for these keys, slowly: until this transaction ends. */
async function holdCounts(...keyIds: string[]) {
  const other = await harness.owner.connect();
  await other.query('BEGIN');
  for (const keyId of keyIds)
    await other.query(`SELECT pg_advisory_xact_lock(hashtextextended('api_key_quota:' || $1, 0))`, [keyId]);
  return other;
}

it('a count that the end of an hour overtakes takes no connection into the next one', async () => {
  const { id: keyId, key } = await makeApiKey(vault.ctx.database, undefined, {
    quotaPerHour: 1,
    quotaRefuses: true,
  });
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => harness.link(vault.ctx)));
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('three connections');
  const hour = new Date(Math.ceil(Date.now() / 3_600_000 + 1) * 3_600_000);
  await clock.set(new Date(hour.getTime() - 60_000));
  expect(await codeOf(key, first.id)).toBe(200);

  const other = await holdCounts(keyId);
  await clock.set(new Date(hour.getTime() - 1_000));
  const overtaken = codeOf(key, second.id);
  await until('the hour has ended', async () => (await clock.read()) >= hour);
  await other.query('COMMIT');
  other.release();
  expect(await overtaken).toBe('API_KEY_QUOTA_USED');

  expect(await codeOf(key, third.id)).toBe(200);
  expect(await codeOf(key, first.id)).toBe('API_KEY_QUOTA_USED');
});

it('a count that does not come back stops a key whose quota refuses, and no key whose quota tells staff alone', async () => {
  const limits = { quotaPerHour: 5 };
  const [strict, mild] = await Promise.all(
    [true, false].map((quotaRefuses) =>
      makeApiKey(vault.ctx.database, undefined, { ...limits, quotaRefuses }),
    ),
  );
  if (strict === undefined || mild === undefined) throw new Error('two keys');
  const { id } = await harness.link(vault.ctx);
  const other = await holdCounts(strict.id, mild.id);
  const codes = await Promise.all([codeOf(strict.key, id), codeOf(mild.key, id)]);
  expect(codes).toEqual(['DATABASE_UNAVAILABLE', 200]);
  await other.query('COMMIT');
  other.release();
});

it('whoever waits for a count is held to the quota that they came with, not to that of who was first', async () => {
  const { id: keyId, key } = await makeApiKey(vault.ctx.database, undefined, {
    quotaPerHour: 1,
    quotaRefuses: true,
  });
  const [first, second] = await Promise.all([1, 2].map(() => harness.link(vault.ctx)));
  if (first === undefined || second === undefined) throw new Error('two connections');
  const other = await holdCounts(keyId);
  const asked = codeOf(key, first.id);
  await until('the first waits', async () => {
    const { rowCount } = await other.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
    );
    return rowCount;
  });
  await harness.owner.query('UPDATE vault.api_keys SET quota_per_hour = 2 WHERE id = $1', [keyId]);
  let arrived = 0;
  const stop = countAsks(() => {
    arrived += 1;
  });
  const behind = codeOf(key, second.id);
  await until('the second waits', () => arrived);
  stop();
  await other.query('COMMIT');
  other.release();
  expect([await asked, await behind]).toEqual([200, 200]);
});

/** Tells of each ask for a place in a quota. */
function countAsks(tell: () => void): () => void {
  const { keyQuotas } = vault.ctx;
  const admit = vi.spyOn(keyQuotas, 'admit').mockImplementationOnce((...ask) => {
    admit.mockRestore();
    const done = keyQuotas.admit(...ask);
    tell();
    return done;
  });
  return () => admit.mockRestore();
}
