// npm run bench:bulk [-- <frozen> <connections>]: a filtered freeze, from the commit that starts it to the last connection's row in
// the audit trail, by one vault process, among many connections. PostgreSQL waits for the disk.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BULK_NAMED_AT_ONCE } from '#lib/contract/bulk-acts';
import { createLogger } from '#lib/log/logger';
import { readNumbers } from '#scripts/arguments';
import { freePort } from '#scripts/ports';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { insertBulkAct, insertItems, markPreviewed, markStarted } from '#vault/bulk-acts/bulk-act-row';
import { addRun } from '#vault/bulk-acts/run-job';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext } from '#vault/runtime/context';
import { machine } from './machine';
import { startVaultProcess } from './vault-process';

const [frozen = 10_000, all = 100_000] = readNumbers(
  'usage: npm run bench:bulk [-- <frozen> <connections>]',
  2,
);
const CLIENT_ID = 'bench';
const secret = () => randomBytes(24).toString('base64url');

const cluster = await startTestCluster({ fsync: true });
const { ownerUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
const settings = {
  VAULT_DATABASE_URL: vaultUrl,
  VAULT_JOBS_DATABASE_URL: jobsUrl,
  VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
  VAULT_INTERNAL_KEY: secret(),
  PARTNER_API_PORT: String(await freePort()),
  WEBHOOK_PORT: '0',
  WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
  WISE_SANDBOX_CLIENT_SECRET: secret(),
  // nobody listens there: no token is due
  WISE_SANDBOX_API_URL: `http://127.0.0.1:${await freePort()}`,
  LOG_LEVEL: 'fatal',
};
const env = parseVaultEnv(settings);
const ctx = createContext(env, openKeyRing(env.VAULT_KEYS), { log: createLogger('bench', 'silent') });

/** Connections without a grant, each of a customer of its own. */
async function makeConnections(): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `WITH people AS (INSERT INTO customers (name, email)
       SELECT 'Person ' || n, n || '@mail.example' FROM generate_series(1, $1::int) AS n RETURNING id, name)
     INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
     SELECT id, 'sandbox', '${CLIENT_ID}', name, name, 'personal', name, 'active' FROM people RETURNING id`,
    [all],
  );
  await owner.query('ANALYZE');
  return rows.map(({ id }) => id);
}

/** As staff start it; the passkey's part of it takes some milliseconds. */
async function startFreeze(ids: readonly string[], staffId: string): Promise<string> {
  const { db } = ctx.database;
  const list = {
    kind: 'freeze',
    source: 'filter',
    query: '',
    ownerStaffId: null,
    createdBy: staffId,
  } as const;
  const id = await db.$transaction((tx) => insertBulkAct(tx, list));
  for (let from = 0; from < ids.length; from += BULK_NAMED_AT_ONCE)
    await db.$transaction((tx) => insertItems(tx, id, ids.slice(from, from + BULK_NAMED_AT_ONCE)));
  await db.$transaction((tx) => markPreviewed(tx, id, false), { timeout: 60_000 });
  await db.$transaction(async (tx) => {
    await markStarted(tx, id, { reason: 'bench', role: 'operator', approvalId: null });
    await addRun(tx, id);
  });
  return id;
}

async function untilFinished(id: string): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ state: string }>('SELECT state FROM vault.bulk_acts WHERE id = $1', [
      id,
    ]);
    if (rows[0]?.state === 'finished') return;
    await sleep(20);
  }
}

const connections = await makeConnections();
const { rows: staff } = await owner.query<{ id: string }>(
  `INSERT INTO staff (email, role) VALUES ('bench@example.com', 'operator') RETURNING id`,
);
const stop = await startVaultProcess(settings, `http://127.0.0.1:${settings.PARTNER_API_PORT}`);
console.log(`${machine()}, PostgreSQL of its own (embedded); one vault process, ${all} connections`);
for (let run = 0; run < 3; run += 1) {
  const ids = connections.slice(run * frozen, (run + 1) * frozen);
  if (ids.length < frozen) break;
  const began = performance.now();
  const id = await startFreeze(ids, String(staff[0]?.id));
  const started = performance.now();
  await untilFinished(id);
  const took = performance.now() - started;
  const { rows } = await owner.query<{ frozen: number; trail: number }>(
    `SELECT (SELECT count(*)::int FROM connections WHERE id = ANY ($1) AND frozen_at IS NOT NULL) AS frozen,
       (SELECT count(*)::int FROM audit_entries WHERE connection_id = ANY ($1)) AS trail`,
    [ids],
  );
  console.log(
    `run ${run + 1}: list ${Math.round(started - began)} ms, freeze ${Math.round(took)} ms; ${rows[0]?.frozen} frozen, ${rows[0]?.trail} rows in the trail`,
  );
}
await stop();
await ctx.database.close();
await ctx.wise.close();
await owner.end();
await cluster.close();
