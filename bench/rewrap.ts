// npm run bench:rewrap [-- <records>]: every record moves to another ring key while two vaults vend; each of the two is killed
// (-9) once on the way. A caller who meets a dead vault asks the other one, as behind a load balancer. Who asks and
// PostgreSQL share this machine's cores with the vaults, so these are lower bounds.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { readNumbers } from '#scripts/arguments';
import { freePort } from '#scripts/ports';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { createApiKey } from '#vault/api-keys/create-key';
import { parseVaultEnv } from '#vault/env/vault-env';
import { sealPair } from '#vault/grants/grant-record';
import { openKeyRing } from '#vault/keys/key-ring';
import { readLatestRun } from '#vault/rewrap/run-row';
import { countByKey } from '#vault/rewrap/sealed-tables';
import { startRun } from '#vault/rewrap/start-run';
import { createContext } from '#vault/runtime/context';
import { line, load } from './load';
import { machine } from './machine';
import { startVaultProcess } from './vault-process';

const [records = 100_000] = readNumbers('usage: npm run bench:rewrap [-- <records>]', 1);
const COUNT = Math.min(1_000_000, records);
const CALLERS = 8;
const CLIENT_ID = 'bench';
const CHUNK = 2_000;
const PATIENCE_MS = 600_000;
const secret = () => randomBytes(24).toString('base64url');
const ringKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [former, next] = [ringKey('k1'), ringKey('k2')];

const cluster = await startTestCluster({ fsync: true });
const { ownerUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
const ports = [await freePort(), await freePort()];
const settingsOf = async (port: number) => ({
  VAULT_DATABASE_URL: vaultUrl,
  VAULT_JOBS_DATABASE_URL: jobsUrl,
  VAULT_KEYS: `${next},${former}`,
  VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
  VAULT_INTERNAL_KEY: secret(),
  PARTNER_API_PORT: String(port),
  WEBHOOK_PORT: '0',
  WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
  WISE_SANDBOX_CLIENT_SECRET: secret(),
  // nobody listens there: no token is due
  WISE_SANDBOX_API_URL: `http://127.0.0.1:${await freePort()}`,
  LOG_LEVEL: 'fatal',
});
const settings = await Promise.all(ports.map(settingsOf));
const env = parseVaultEnv(settings[0] ?? {});
const ctx = createContext(env, openKeyRing(env.VAULT_KEYS), { log: createLogger('bench', 'silent') });

/** Connections of one customer, each with a grant that lives for hours, sealed with the former key. Their tokens, by id. */
async function makeRecords(): Promise<Map<string, string>> {
  const ring = openKeyRing(new Secret(former));
  const tokens = new Map<string, string>();
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO customers (name, email) VALUES ('Ada', 'ada@mail.example') RETURNING id`,
  );
  const customerId = String(rows[0]?.id);
  for (let made = 0; made < COUNT; made += CHUNK) {
    const { rows: connections } = await owner.query<{ id: string; n: string }>(
      `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
         status)
       SELECT $1, 'sandbox', '${CLIENT_ID}', n::text, n::text, 'personal', 'Ada', 'active'
       FROM generate_series($2::int, $3::int) AS n RETURNING id, profile_id AS n`,
      [customerId, made + 1, Math.min(made + CHUNK, COUNT)],
    );
    const sealed = connections.map(({ id, n }) => {
      const token = secret();
      tokens.set(id, token);
      const of = { connectionId: id, customerId, wiseUserId: n, profileId: n, clientId: CLIENT_ID } as const;
      const pair = { access: new Secret(token), refresh: new Secret(secret()) };
      return sealPair({ ring }, { ...of, environment: 'sandbox' }, 1n, pair);
    });
    await owner.query(
      `INSERT INTO vault.grants (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, key_id,
         wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at)
       SELECT id, 'sandbox', '${CLIENT_ID}', n, n, $1, 'k1', wrapped_key, access, refresh, now(),
         now() + interval '12 hours', now() + interval '6 hours'
       FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[])
         AS made (id, n, wrapped_key, access, refresh)`,
      [
        customerId,
        connections.map(({ id }) => id),
        connections.map(({ n }) => n),
        sealed.map(({ wrappedKey }) => wrappedKey),
        sealed.map(({ access }) => access),
        sealed.map(({ refresh }) => refresh),
      ],
    );
  }
  await owner.query('VACUUM ANALYZE vault.grants, connections');
  return tokens;
}

const partners = ports.map((port) => new Pool(`http://127.0.0.1:${port}`, { connections: CALLERS }));
const counts = { failed: 0, wrong: 0, askedAgain: 0 };

/** Asks one vault and, where that is dead, the other. */
async function vend(turn: number, ids: readonly string[], tokens: Map<string, string>, key: Secret) {
  const id = ids[(turn * 7_919) % ids.length] ?? '';
  for (const attempt of [0, 1]) {
    try {
      const { statusCode, body } = (await (partners[(turn + attempt) % 2] ?? partners[0])?.request({
        method: 'GET',
        path: `/v1/connections/${id}/access-token`,
        headers: { authorization: `Bearer ${key.reveal()}` },
      })) ?? { statusCode: 0, body: undefined };
      const text = (await body?.text()) ?? '';
      if (statusCode === 200) {
        if (!text.includes(String(tokens.get(id)))) counts.wrong += 1;
        return;
      }
    } catch {
      // refused or cut off: it is dead
    }
    if (attempt === 0) counts.askedAgain += 1;
  }
  counts.failed += 1;
}

const moved = async () => (await readLatestRun(owner))?.moved ?? 0;
const startVault = (at: number, isBundled: boolean) =>
  startVaultProcess(settings[at] ?? {}, `http://127.0.0.1:${ports[at]}`, { isBundled });
const stops: Awaited<ReturnType<typeof startVault>>[] = [];

/** Kills each vault once, at a third and at two thirds of the way, and starts it again. */
async function killTwice(): Promise<void> {
  for (const at of [0, 1]) {
    while ((await moved()) < ((at + 1) * COUNT) / 3) await sleep(20);
    await stops[at]?.('SIGKILL');
    stops[at] = await startVault(at, true);
  }
}

try {
  const tokens = await makeRecords();
  const ids = [...tokens.keys()];
  const { key } = await createApiKey(ctx.database, {
    name: 'bench',
    scopes: DEFAULT_SCOPES,
    operator: 'bench',
  });
  for (const at of [0, 1]) stops.push(await startVault(at, at > 0));
  console.log(`${machine()}, PostgreSQL of its own (embedded); two vault processes, ${CALLERS} callers`);
  const act = (turn: number) => vend(turn, ids, tokens, key);
  console.log(line('vends before', await load(CALLERS, act, (_, seconds) => seconds >= 5)));

  const began = performance.now();
  await startRun(ctx, { isReencryption: false, actorId: 'bench' });
  let isOver = false;
  const loading = load(CALLERS, act, () => isOver);
  const killing = killTwice();
  while ((await readLatestRun(owner))?.finishedAt === null && performance.now() - began < PATIENCE_MS)
    await sleep(100);
  const took = (performance.now() - began) / 1_000;
  await killing;
  isOver = true;
  console.log(line('vends meanwhile', await loading));
  const run = await readLatestRun(owner);
  const { rows } = await owner.query(
    `SELECT action FROM audit_entries WHERE action LIKE 'rewrap.%' ORDER BY id`,
  );
  console.log(
    `records                       ${run?.moved} moved in ${took.toFixed(1)} s with both kills, ${Math.round(COUNT / took)} a second: ${run?.result}`,
  );
  console.log(`records of each key           ${JSON.stringify(await countByKey(owner))}`);
  console.log(
    `vends                         ${counts.failed} failed, ${counts.wrong} wrong, ${counts.askedAgain} asked the other vault`,
  );
  console.log(`audit                         ${rows.map(({ action }) => action).join(', ')}`);
} finally {
  await Promise.all(stops.map((stop) => stop()));
  await Promise.all(partners.map((partner) => partner.close()));
  await ctx.database.close();
  await owner.end();
  await cluster.close();
}
