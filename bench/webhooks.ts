// npm run bench:webhooks [-- <deliveries a second> <seconds>]: what the webhook listener of one vault takes, with forged and
// repeated deliveries among them and a kill -9 in the middle. What is not answered 200 is sent again, as Wise does. The sender and
// PostgreSQL share this machine's cores with the vault.

import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readNumbers } from '#scripts/arguments';
import { freePort } from '#scripts/ports';
import { machine } from './machine';
import { percentile } from './percentile';
import { startStack } from './stack';
import { makeTraffic, type Sent } from './webhook-traffic';

const [rate = 2_000, seconds = 60] = readNumbers(
  'usage: npm run bench:webhooks [-- <deliveries a second> <seconds>]',
  2,
);
const PROFILES = 1_000;
const TICK_MS = 10;

const profiles = Array.from({ length: PROFILES }, (_, index) => String(index + 1));
const traffic = makeTraffic(rate * seconds, profiles);
const stack = await startStack({
  // nobody listens there: this vault has no grants
  WISE_SANDBOX_API_URL: `http://127.0.0.1:${await freePort()}`,
  WISE_SANDBOX_WEBHOOK_KEYS: traffic.keyPem,
  LOG_LEVEL: 'fatal',
});
const owner = new pg.Client({ connectionString: stack.ownerUrl });
await owner.connect();
await stack.addCustomers(PROFILES);
await owner.query(`INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
    profile_name, status, connected_at)
  SELECT id, 'sandbox', 'bench', 'u' || n, n::text, 'personal', name, 'active', now() - interval '1 day'
  FROM (SELECT id, name, row_number() OVER (ORDER BY id) AS n FROM customers) AS people`);
const pool = stack.connect(stack.webhookUrl, 100);

let stopVault = await stack.startVault();
let isDown = false;
const again: Sent[] = [];
const times: number[] = [];
const counts = { acknowledged: 0, refused: 0, wrong: 0, failed: 0 };

async function send(sent: Sent): Promise<void> {
  const began = performance.now();
  const wasDown = isDown;
  const status = await post(sent);
  if (status === undefined) counts.failed += 1;
  else if (!wasDown && !isDown) times.push(performance.now() - began);
  if (sent.isValid && status === 200) counts.acknowledged += 1;
  else if (sent.isValid) again.push(sent);
  else if (status === 200) counts.wrong += 1;
  else counts.refused += 1;
}

async function post({ body, signature }: Sent): Promise<number | undefined> {
  try {
    const answer = await pool.request({
      method: 'POST',
      path: '/webhooks/wise/sandbox',
      headers: { 'content-type': 'application/json', 'x-signature-sha256': signature },
      body,
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return undefined;
  }
}

console.log(
  `${machine()}\n${rate} deliveries a second for ${seconds} s: ${traffic.distinct} distinct, kill -9 in the middle`,
);
const open = new Set<Promise<void>>();
const started = performance.now();
let killed: Promise<void> | undefined;
for (let sent = 0; sent < traffic.all.length; ) {
  const due = Math.min(traffic.all.length, Math.floor(((performance.now() - started) / 1_000) * rate));
  for (; sent < due; sent += 1) {
    const next = traffic.all[sent];
    if (next === undefined) break;
    const call = send(next).finally(() => open.delete(call));
    open.add(call);
  }
  if (killed === undefined && sent > traffic.all.length / 2) {
    isDown = true;
    killed = stopVault('SIGKILL').then(async () => {
      stopVault = await stack.startVault();
      isDown = false;
    });
  }
  await sleep(TICK_MS);
}
const took = (performance.now() - started) / 1_000;
await Promise.all(open);
await killed;
while (again.length > 0) {
  await Promise.all(again.splice(0, 50).map(send));
}
const sortedBy = performance.now();
type Tally = { events: number; unsorted: number; deliveries: number; failed: number };
async function tally(): Promise<Tally> {
  const { rows } = await owner.query<Tally>(`SELECT count(*)::int AS events,
    count(*) FILTER (WHERE position IS NULL)::int AS unsorted, sum(deliveries)::int AS deliveries,
    count(*) FILTER (WHERE outcome IN ('failed', 'unreadable'))::int AS failed FROM vault.webhook_events`);
  const [row] = rows;
  if (row === undefined) throw new Error('no tally');
  return row;
}
let state = await tally();
for (; state.unsorted > 0 && performance.now() - sortedBy < 120_000; state = await tally()) await sleep(200);
const { rows } = await owner.query<{ id: string; value: string }>(
  `SELECT subject_id AS id, value FROM wise_standings WHERE fact = 'state'`,
);
const standing = new Map(rows.map(({ id, value }) => [id, value]));
const wrongStandings = [...traffic.newest].filter(([id, value]) => standing.get(id) !== value).length;
const at = (share: number) => percentile(times, share).toFixed(0);
console.log(
  `sent ${Math.round(traffic.all.length / took)} a second; answers while it was up: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
);
console.log(
  `acknowledged ${counts.acknowledged}, forged and refused ${counts.refused}, forged and taken ${counts.wrong}`,
);
console.log(`without an answer (the vault was dead) ${counts.failed}; sent again until they had one`);
console.log(
  `stored ${state.events} of ${traffic.distinct}, unsorted ${state.unsorted}, failed ${state.failed}; the last was sorted ` +
    `${((performance.now() - sortedBy) / 1_000).toFixed(1)} s after the last answer`,
);
console.log(`profiles whose newest event does not stand: ${wrongStandings} of ${traffic.newest.size}`);
await owner.end();
await stack.close();
const isRight =
  state.events === traffic.distinct &&
  state.unsorted === 0 &&
  state.failed === 0 &&
  counts.wrong === 0 &&
  wrongStandings === 0 &&
  state.deliveries >= counts.acknowledged;
process.exit(isRight ? 0 : 1);
