// npm run bench:pages [-- <connections> [<runs>]]: what each of the staff's pages takes over HTTP with so many connections:
// one signed-in admin (and, for the last two, a customer), one page after the other, from the request to the last byte. Needs
// `npm run build`. A PostgreSQL, a vault and a web process, on this machine and gone afterwards.

import os from 'node:os';
import { Pool } from 'undici';
import { readNumbers } from '#scripts/arguments';
import type { SearchParams } from '#web/connections/staff-filter';
import { type FilledProduct, startFilledProduct } from './filled-product';
import { machine } from './machine';
import { type Place, staffFilters } from './pages-and-loops';
import { percentile } from './percentile';
import { SEARCHES } from './searches';

const [COUNT = 1_000_000, RUNS = 20] = readNumbers(
  'usage: npm run bench:pages [-- <connections> [<runs>]]',
  2,
);
/** For the whole page, at the 95th percentile. */
const GOAL_MS = 300;
/** As a proxy in front keeps them. */
const CONNECTIONS = 2;

function pagesOf(place: Place): [name: string, path: string][] {
  const day = place.createdAt.toISOString().slice(0, 10);
  const with_ = (path: string, params: SearchParams) => {
    const words = Object.entries(params).map(([name, value]) => [name, String(value)]);
    return words.length === 0 ? path : `${path}?${new URLSearchParams(words)}`;
  };
  const search = (path: string) =>
    SEARCHES.map(({ what, textOf }): [string, string] => [
      `search ${path.slice(7)}: ${what}`,
      with_(path, { q: textOf(place.count) }),
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
    ['account, with notifications', '/staff/account'],
    ['credentials', '/staff/credentials'],
    ['readiness', '/staff/credentials/readiness?environment=sandbox'],
    ['settings', '/staff/settings'],
    ['incidents', '/staff/incidents'],
    ['bulk actions', '/staff/connections/bulk'],
    ['a customer: their connections', '/dashboard'],
    ['a customer: one connection', `/connections/${place.connectionId}`],
  ];
}

async function measure({ port, sessions, place }: FilledProduct): Promise<void> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const headers = {
    host: `localhost:${port}`,
    cookie: `cw-staff=${sessions.staff}; cw-customer=${sessions.customer}`,
  };
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

console.log(machine());
const product = await startFilledProduct(COUNT);
try {
  await measure(product);
} finally {
  await product.close();
}
