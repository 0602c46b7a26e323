import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startPooler } from '#test/database/pooler.mjs';
import { until } from '#test/until';
import { auditKeys } from './audit/audit-keys';
import { verifyChain } from './audit/verify-chain';
import { createApiKey } from './routes/partner/api-key';
import { startVault, type Vault } from './server';
import { type Linked, Rig, SHORT, UNHURRIED } from './testing/rig';

let rig: Rig;
let pooler: Awaited<ReturnType<typeof startPooler>>;
const vaults: Vault[] = [];

beforeAll(async () => {
  rig = await Rig.start();
  const { superUrl, passwords } = inject('testCluster');
  pooler = await startPooler(superUrl, passwords, { default_pool_size: 4 });
  const env = rig.env({
    VAULT_DATABASE_URL: pooler.through(rig.database.vaultUrl),
    VAULT_JOBS_DATABASE_URL: pooler.through(rig.database.jobsUrl),
  });
  for (let count = 0; count < 2; count += 1) {
    vaults.push(await startVault(env, { deadlines: { ...SHORT, ...UNHURRIED } }));
  }
}, 300_000);
afterAll(async () => {
  for (const vault of vaults) await vault.close();
  await pooler.close();
  await rig.close();
});

it('two vaults behind PgBouncer in transaction mode answer 100 token requests at once, those of due grants with one refresh each', async () => {
  const [one, two] = vaults;
  if (one === undefined || two === undefined) throw new Error('two vaults were started');
  const { key } = await createApiKey(one.ctx.database, 'test', 'test');
  const linked: Linked[] = [];
  for (let count = 0; count < 10; count += 1) {
    linked.push(await rig.link(one.ctx, { accessSeconds: count < 3 ? 1 : 43_199 }));
  }
  const due = linked.slice(0, 3);
  for (const each of due) {
    await until('its token is over, or renewed already', async () => {
      const expires = (await rig.grant(each))?.access_expires_at;
      return (expires instanceof Date && expires < new Date()) || rig.refreshesOf(each).length > 0;
    });
  }
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const { partnerUrl } = at % 2 === 0 ? one : two;
      const answer = await fetch(`${partnerUrl}/v1/connections/${linked[at % 10]?.id}/access-token`, {
        headers: { authorization: `Bearer ${key.reveal()}` },
      });
      return { status: answer.status, text: await answer.text() };
    }),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  for (const each of due) expect(rig.refreshesOf(each)).toHaveLength(1);
  for (const each of linked) expect((await rig.grant(each))?.state).toBe('settled');
  expect(await verifyChain(one.ctx.database.pool, auditKeys(one.ctx.ring))).toMatchObject({
    kind: 'verified',
  });
});
