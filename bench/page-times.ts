// npm run bench:pages [-- <connections> [<runs>]]: what each of the staff's pages takes over HTTP with so many connections:
// one signed-in admin, one page after the other, from the request to the last byte. Needs `npm run build`. A PostgreSQL, a
// vault and a web process, on this machine and gone afterwards.

import { createHash, randomBytes } from 'node:crypto';
import os from 'node:os';
import { Pool } from 'undici';
import { readNumbers } from '#scripts/arguments';
import { inDatabase, withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { fillConnections } from '#test/database/many-connections';
import type { SearchParams } from '#web/connections/staff-filter';
import { machine } from './machine';
import { type Place, SEARCHES, staffFilters } from './pages-and-loops';
import { startVaultProcess } from './vault-process';
import { startWebProcess } from './web-process';

const [COUNT = 1_000_000, RUNS = 20] = readNumbers(
  'usage: npm run bench:pages [-- <connections> [<runs>]]',
  2,
);
/** For the whole page, at the 95th percentile. */
const GOAL_MS = 300;
const CLIENT_ID = 'bench';
/** As a proxy in front keeps them. */
const CONNECTIONS = 2;
const COOKIE = 'cw-staff';

const secret = () => randomBytes(24).toString('base64url');

function pagesOf(place: Place): [name: string, path: string][] {
  const day = place.createdAt.toISOString().slice(0, 10);
  const with_ = (path: string, params: SearchParams) => {
    const words = Object.entries(params).map(([name, value]) => [name, String(value)]);
    return words.length === 0 ? path : `${path}?${new URLSearchParams(words)}`;
  };
  const search = (path: string) =>
    SEARCHES.map(([name, of]): [string, string] => [
      `search ${path.slice(7)}: ${name}`,
      with_(path, { q: of(place.count) }),
    ]);
  return [
    ['home', '/staff'],
    ['home, 90 days, sandbox', '/staff?days=90&environment=sandbox'],
    ...staffFilters(place).map(([name, params]): [string, string] => [
      `connections: ${name}`,
      with_('/staff/connections', params),
    ]),
    ...search('/staff/connections'),
    ['one connection', `/staff/connections/${place.connectionId}`],
    ['customers', '/staff/customers'],
    ...search('/staff/customers'),
    ['one customer', `/staff/customers/${place.customerId}`],
    ['activity', '/staff/activity'],
    ['activity: of staff', '/staff/activity?actor=staff'],
    ['activity: one day', `/staff/activity?from=${day}&to=${day}`],
    ['activity: one customer', `/staff/activity?customer=${place.customerId}`],
    ['webhooks', '/staff/webhooks'],
    ['people', '/staff/people'],
    ['incidents', '/staff/incidents'],
  ];
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

async function measure(port: number, token: string, place: Place): Promise<void> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const headers = { host: `localhost:${port}`, cookie: `${COOKIE}=${token}` };
  let over = 0;
  try {
    console.log(`${'ms, one page after the other'.padEnd(72)}${'p50'.padStart(7)}${'p95'.padStart(7)}    KB`);
    for (const [name, path] of pagesOf(place)) {
      const times: number[] = [];
      let [bytes, broken] = [0, 0];
      // the first one of a kind compiles and fills caches: it is not among them
      for (let run = 0; run <= RUNS; run += 1) {
        const began = performance.now();
        const { statusCode, headers: answered, body } = await pool.request({ method: 'GET', path, headers });
        bytes = (await body.arrayBuffer()).byteLength;
        // a statement was broken off, which happens where other work takes the cores
        if (String(answered.location).includes('/unavailable')) broken += 1;
        else if (statusCode !== 200) throw new Error(`${path} answered ${statusCode} ${answered.location}`);
        else if (run > 0) times.push(performance.now() - began);
      }
      const p95 = percentile(times, 0.95);
      const note = `${p95 > GOAL_MS ? '   over the goal' : ''}${broken > 0 ? `   ${broken} times broken off` : ''}`;
      if (p95 > GOAL_MS) over += 1;
      const kilobytes = Math.round(bytes / 1_000);
      console.log(
        `${name.padEnd(72)}${percentile(times, 0.5).toFixed(0).padStart(7)}${p95.toFixed(0).padStart(7)}${String(kilobytes).padStart(6)}${note}`,
      );
    }
    console.log(`over ${GOAL_MS} ms: ${over}; load average ${os.loadavg()[0]?.toFixed(1)}`);
  } finally {
    await pool.close();
  }
}

const cluster = await startTestCluster();
const stops: (() => Promise<unknown>)[] = [];
try {
  const { ownerUrl, webUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
  const superUrl = inDatabase(cluster.superUrl, new URL(ownerUrl).pathname.slice(1));
  const began = performance.now();
  await fillConnections({ superUrl, count: COUNT, clientId: CLIENT_ID, keyId: 'filled' });
  console.log(machine());
  console.log(`${COUNT} connections, made in ${Math.round((performance.now() - began) / 1_000)} s`);
  const token = randomBytes(32).toString('base64url');
  const place = await withClient(ownerUrl, async (owner) => {
    const { rows } = await owner.query<Omit<Place, 'count'>>(
      `SELECT id AS "connectionId", customer_id AS "customerId", created_at AS "createdAt"
       FROM connections ORDER BY created_at DESC OFFSET $1::int / 2 LIMIT 1`,
      [COUNT],
    );
    await owner.query(
      `WITH admin AS (INSERT INTO staff (email, name, role) VALUES ('admin@bench.example', 'Bench', 'admin') RETURNING id)
       INSERT INTO staff_sessions (token_hash, staff_id, expires)
       SELECT $1, id, now() + interval '8 hours' FROM admin`,
      [createHash('sha256').update(token).digest('hex')],
    );
    // the days are counted from what was made
    await owner.query('SELECT vault.begin_connection_days()');
    const [middle] = rows;
    if (middle === undefined) throw new Error('nothing was filled');
    return { ...middle, count: COUNT };
  });
  const port = await freePort();
  const shared = {
    APP_URL: `http://localhost:${port}`,
    VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
    VAULT_INTERNAL_KEY: secret(),
    WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
    WISE_PRODUCTION_CLIENT_ID: CLIENT_ID,
    LOG_LEVEL: 'fatal',
  };
  const partnerPort = await freePort();
  stops.push(
    await startVaultProcess(
      {
        ...shared,
        VAULT_DATABASE_URL: vaultUrl,
        VAULT_JOBS_DATABASE_URL: jobsUrl,
        VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
        PARTNER_API_PORT: String(partnerPort),
        WEBHOOK_PORT: String(await freePort()),
        WISE_SANDBOX_CLIENT_SECRET: secret(),
        WISE_PRODUCTION_CLIENT_SECRET: secret(),
        // nobody is called: what is due stays due
        WISE_SANDBOX_API_URL: 'http://127.0.0.1:9',
        WISE_PRODUCTION_API_URL: 'http://127.0.0.1:9',
      },
      `http://127.0.0.1:${partnerPort}/healthz`,
      { isBundled: true },
    ),
  );
  stops.push(
    await startWebProcess(port, {
      ...shared,
      DATABASE_URL: webUrl,
      NEXTAUTH_SECRET: secret(),
      SMTP_URL: 'smtp://127.0.0.1:9',
      SECURITY_CONTACT: 'mailto:security@example.com',
    }),
  );
  await measure(port, token, place);
} finally {
  await Promise.allSettled(stops.map((stop) => stop()));
  await cluster.close();
}
