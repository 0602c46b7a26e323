import { afterAll, beforeAll, expect, it } from 'vitest';
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

  // another vault counts for this key, slowly
  const other = await harness.owner.connect();
  await other.query('BEGIN');
  await other.query(`SELECT pg_advisory_xact_lock(hashtextextended('api_key_quota:' || $1, 0))`, [keyId]);
  await clock.set(new Date(hour.getTime() - 1_000));
  const overtaken = codeOf(key, second.id);
  await until('the hour has ended', async () => (await clock.read()) >= hour);
  await other.query('COMMIT');
  other.release();
  expect(await overtaken).toBe('API_KEY_QUOTA_USED');

  expect(await codeOf(key, third.id)).toBe(200);
  expect(await codeOf(key, first.id)).toBe('API_KEY_QUOTA_USED');
});
