import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, SHORT } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...SHORT, loopMs: 3_600_000 } });
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

type Plans = { name: string; generic: number; custom: number };

/** What each idle connection of the pool counted. */
async function plansOf(pool: pg.Pool): Promise<Plans[]> {
  const clients = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()));
  const counted = await Promise.all(
    clients.map((client) =>
      client.query<Plans>(
        'SELECT name, generic_plans::int AS generic, custom_plans::int AS custom FROM pg_prepared_statements',
      ),
    ),
  );
  for (const client of clients) client.release();
  return counted.flatMap(({ rows }) => rows);
}

it('the statements of a vend are planned for values five times at most, though one asks alone: 1.4 ms of the database each', async () => {
  const { id } = await harness.link(vault.ctx);
  const { id: keyId, key } = await makeApiKey(vault.ctx.database, ['tokens:read']);
  for (let turn = 0; turn < 100; turn += 1) {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${vault.partnerUrl}/v1/connections/${id}/access-token`, { headers });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    await vault.ctx.readApiKeyRow(keyId);
    await vault.ctx.readVendRow(id);
  }
  const plans = await plansOf(vault.ctx.database.pool);
  for (const name of ['token-and-record', 'api-keys', 'vend-rows']) {
    const counted = plans.filter((each) => each.name === name);
    expect(Math.max(...counted.map(({ generic }) => generic)), name).toBeGreaterThan(0);
    for (const { custom } of counted) expect(custom, name).toBeLessThanOrEqual(5);
  }
});
