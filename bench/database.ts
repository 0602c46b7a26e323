// npm run bench:database [-- <connections>]: what each page and each loop costs in the database with so many rows,
// and what the slowest statement of each read, and by which index. A PostgreSQL of its own, rows made up, the product's own
// functions in the product's own roles.

import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '#lib/db/client';
import { createLogger } from '#lib/log/logger';
import { readNumbers } from '#scripts/arguments';
import { inDatabase, withClient } from '#scripts/db/roles';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { fillConnections } from '#test/database/many-connections';
import { collectPlans, explainAll } from '#test/database/plans';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext, type VaultContext } from '#vault/runtime/context';
import { type Act, type Place, staffActs, vaultActs, webActs } from './pages-and-loops';
import { percentile } from './percentile';

const [COUNT = 1_000_000] = readNumbers('usage: npm run bench:database [-- <connections>]', 1);
const TIMES = 20;
/** For a page's or a loop's slowest statement, at the 95th percentile; statements are broken off at 100 ms (decision 029). */
const GOAL_MS = 50;
const CLIENT_ID = 'bench';

async function openVault(url: string, jobsUrl: string): Promise<VaultContext> {
  const env = parseVaultEnv({
    VAULT_DATABASE_URL: url,
    VAULT_JOBS_DATABASE_URL: jobsUrl,
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    VAULT_INTERNAL_URL: 'http://127.0.0.1:0',
    VAULT_INTERNAL_KEY: randomBytes(32).toString('hex'),
    PARTNER_API_PORT: '0',
    WEBHOOK_PORT: '0',
    WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
    WISE_SANDBOX_CLIENT_SECRET: 'unused',
    WISE_PRODUCTION_CLIENT_ID: CLIENT_ID,
    WISE_PRODUCTION_CLIENT_SECRET: 'unused',
    LOG_LEVEL: 'silent',
  });
  return createContext(env, openKeyRing(env.VAULT_KEYS), { log: createLogger('bench', 'silent') });
}

/** Milliseconds of one run: all its statements in the database, and the whole of it as the caller waits. */
async function timesOf({ run }: Act, plans: ReturnType<typeof collectPlans>[]) {
  for (const each of plans) each.take();
  const began = performance.now();
  await run();
  const waited = performance.now() - began;
  const statements = plans.flatMap((each) => each.take()).toSorted((a, b) => b.ms - a.ms);
  const all = statements.reduce((sum, { ms }) => sum + ms, 0);
  return { waited, slowest: statements[0]?.ms ?? 0, all, reads: statements[0]?.reads ?? [] };
}

async function measure(web: Database, vault: VaultContext, place: Place): Promise<void> {
  const plans = [collectPlans(web.pool), collectPlans(vault.database.pool)];
  console.log(`${''.padEnd(64)}slowest statement      all statements        the caller waits`);
  console.log(
    `ms, ${TIMES} runs${''.padEnd(51)}${'p50'.padStart(8)}${'p95'.padStart(8)}${'p50'.padStart(14)}${'p95'.padStart(8)}${'p50'.padStart(16)}${'p95'.padStart(8)}`,
  );
  for (const act of [...staffActs(web, place), ...webActs(web, place), ...vaultActs(vault, place)]) {
    const runs: Awaited<ReturnType<typeof timesOf>>[] = [];
    for (let time = 0; time < TIMES; time += 1) runs.push(await timesOf(act, plans));
    const cells = (['slowest', 'all', 'waited'] as const).map((what) => {
      const values = runs.map((times) => times[what]);
      return `${percentile(values, 0.5).toFixed(1).padStart(8)}${percentile(values, 0.95).toFixed(1).padStart(8)}`;
    });
    const p95 = percentile(
      runs.map(({ slowest }) => slowest),
      0.95,
    );
    console.log(`${act.name.padEnd(64)}${cells.join('      ')}${p95 > GOAL_MS ? '   over the goal' : ''}`);
    // the plan of the slowest statement of the last run
    console.log(`    ${runs.at(-1)?.reads.join(', ') ?? ''}`);
  }
}

const cluster = await startTestCluster();
const { ownerUrl, webUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
const database = new URL(ownerUrl).pathname.slice(1);
const superUrl = inDatabase(cluster.superUrl, database);
const began = performance.now();
await fillConnections({ superUrl, count: COUNT, clientId: CLIENT_ID, keyId: 'k1' });
console.log(`${COUNT} connections, made in ${Math.round((performance.now() - began) / 1000)} s`);
await explainAll(superUrl, database, { roles: ['connect_web', 'connect_vault'], analyse: false });
const place = await withClient(ownerUrl, async (owner) => {
  const { rows } = await owner.query<Omit<Place, 'count'>>(
    `SELECT id AS "connectionId", customer_id AS "customerId", created_at AS "createdAt"
     FROM connections ORDER BY created_at DESC OFFSET $1::int / 2 LIMIT 1`,
    [COUNT],
  );
  const [middle] = rows;
  if (middle === undefined) throw new Error('nothing was filled');
  return { ...middle, count: COUNT };
});
const web = openDatabase(webUrl, { applicationName: 'bench', max: 4 });
const vault = await openVault(vaultUrl, jobsUrl);
try {
  await measure(web, vault, place);
} finally {
  await web.close();
  await vault.database.close();
  await cluster.close();
}
