import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startPooler } from '#test/database/pooler.mjs';
import { until } from '#test/until';
import { auditKeys } from './audit/audit-keys';
import { verifyChain } from './audit/verify-chain';
import { startVault, type Vault } from './server';
import { makeApiKey } from './testing/api-key';
import { Harness, type Linked, SHORT, UNHURRIED } from './testing/harness';

let harness: Harness;
let pooler: Awaited<ReturnType<typeof startPooler>>;
const vaults: Vault[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  const { superUrl, passwords } = inject('testCluster');
  pooler = await startPooler(superUrl, passwords, { default_pool_size: 4 });
  const env = harness.env({
    VAULT_DATABASE_URL: pooler.through(harness.database.vaultUrl),
    VAULT_JOBS_DATABASE_URL: pooler.through(harness.database.jobsUrl),
  });
  for (let count = 0; count < 2; count += 1) {
    vaults.push(await startVault(env, { deadlines: { ...SHORT, ...UNHURRIED } }));
  }
}, 300_000);
afterAll(async () => {
  for (const vault of vaults) await vault.close();
  await pooler.close();
  await harness.close();
});

it('two vaults behind PgBouncer in transaction mode answer 100 token requests at once, those of due grants with one refresh each', async () => {
  const [one, two] = vaults;
  if (one === undefined || two === undefined) throw new Error('two vaults were started');
  const { key } = await makeApiKey(one.ctx.database);
  const linked: Linked[] = [];
  for (let count = 0; count < 10; count += 1) {
    linked.push(await harness.link(one.ctx, { accessSeconds: count < 3 ? 1 : 43_199 }));
  }
  const due = linked.slice(0, 3);
  for (const each of due) {
    await until('its token is over, or renewed already', async () => {
      const expires = (await harness.grant(each))?.access_expires_at;
      return (expires instanceof Date && expires < new Date()) || harness.refreshesOf(each).length > 0;
    });
  }
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const { partnerUrl } = at % 2 === 0 ? one : two;
      const answer = await fetch(`${partnerUrl}/v1/connections/${linked[at % 10]?.id}/access-token`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return { status: answer.status, text: await answer.text() };
    }),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  for (const each of due) expect(harness.refreshesOf(each)).toHaveLength(1);
  for (const each of linked) expect((await harness.grant(each))?.state).toBe('settled');
  expect(await verifyChain(one.ctx.database.pool, auditKeys(one.ctx.ring))).toMatchObject({
    kind: 'verified',
  });
});
