// npm run bench:refresh-rate [-- <connections> <vaults> <a minute> <seconds>]: several vault processes refresh what is due at
// the one rate of their deployment (decision 026): all due at once, or evenly over so many seconds. Prints how fast they were
// together, how late each refresh was, what CPU the vaults took, and what sharing the rate cost the database. A PostgreSQL, an
// emulator and the vaults, all on this machine and gone afterwards.

import { setTimeout as sleep } from 'node:timers/promises';
import { readNumbers } from '#scripts/arguments';
import { withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { makeConnections } from './connections';
import { cpuSecondsOf } from './cpu';
import { machine } from './machine';
import { startStack } from './stack';

const USAGE = 'usage: npm run bench:refresh-rate [-- <connections> <vaults> <refreshes a minute> <seconds>]';
const [connections = 1_000, vaults = 3, perMinute = 800, spread = 0] = readNumbers(USAGE, 4, 0);
const COUNT = Math.min(5_000, connections);
const VAULTS = Math.min(8, vaults);
const PER_MINUTE = Math.min(6_000, perMinute);
const SPREAD_SECONDS = Math.min(1_800, spread);
const PATIENCE_MS = 60_000 + 2_000 * SPREAD_SECONDS + (2 * COUNT * 60_000) / PER_MINUTE;

const stack = await startStack({ WISE_SANDBOX_REFRESHES_PER_MINUTE: String(PER_MINUTE) });

/** When each refresh came in at Wise, in milliseconds since 1970. */
const refreshesAt = () =>
  stack.emulator.state.log
    .since(0)
    .flatMap((event) =>
      event.type === 'token.request' && event.grantType === 'refresh_token' ? [Date.parse(event.at)] : [],
    );

/** The most refreshes that came in within any stretch of that length. */
function mostWithin(times: number[], windowMs: number): number {
  let [most, first] = [0, 0];
  for (const [last, at] of times.entries()) {
    while (at - (times[first] ?? at) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const startVault = async () =>
  stack.startVault({
    VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
    PARTNER_API_PORT: String(await freePort()),
    WEBHOOK_PORT: '0',
  });

const pids: number[] = [];
const cpuSeconds = () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
const inSeconds = (value = Number.NaN) => `${value.toFixed(1)} s`;

try {
  await stack.addCustomers(COUNT);
  await makeConnections(stack.own, stack.emulator, COUNT, 43_199);
  for (let started = 0; started < VAULTS; started += 1) pids.push((await startVault()).pid);
  await withClient(stack.ownerUrl, async (owner) => {
    const written = async () => {
      const { rows } = await owner.query(
        `SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0)::int AS written FROM pg_stat_all_tables WHERE relname = 'refresh_rates'`,
      );
      return Number(rows[0].written);
    };
    const cpuBefore = cpuSeconds();
    await owner.query(
      `UPDATE vault.grants SET next_refresh_at = now() + number * $1::float8 / $2 * interval '1 second'
       FROM (SELECT id AS of, row_number() OVER (ORDER BY random()) AS number FROM vault.grants) AS numbered WHERE of = id`,
      [SPREAD_SECONDS, COUNT],
    );
    await owner.query('CREATE TABLE due AS SELECT id, next_refresh_at AS at FROM vault.grants');
    for (const deadline = performance.now() + PATIENCE_MS; refreshesAt().length < COUNT; await sleep(200))
      if (performance.now() > deadline)
        throw new Error(`only ${refreshesAt().length} were refreshed in time`);
    const times = refreshesAt().toSorted((a, b) => a - b);
    const cpu = cpuSeconds() - cpuBefore;
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
    // Statistics are written down at most once a second.
    await sleep(2_000);
    console.log(`${machine()}, PostgreSQL of its own (embedded)`);
    const due = SPREAD_SECONDS === 0 ? 'at once' : `over ${SPREAD_SECONDS} s`;
    console.log(
      `${VAULTS} vault processes, ${COUNT} connections due ${due}, ${PER_MINUTE} refreshes a minute\n`,
    );
    console.log(`refreshed                     ${times.length} in ${seconds.toFixed(1)} s`);
    console.log(`on the average                ${Math.round((60 * times.length) / seconds)} a minute`);
    console.log(`most within a second          ${mostWithin(times, 1_000)} (Wise takes 100)`);
    console.log(
      `most within ten seconds       ${mostWithin(times, 10_000)} (the rate says ${Math.round(PER_MINUTE / 6)})`,
    );
    console.log(`most within a minute          ${mostWithin(times, 60_000)} (Wise takes 1,000)`);
    const { rows: lags } = await owner.query<{ p50: number; p95: number; most: number }>(
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag) AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY lag) AS p95,
         max(lag) AS most
       FROM (SELECT extract(epoch FROM access_issued_at - at)::float8 AS lag FROM vault.grants JOIN due USING (id)) AS lags`,
    );
    console.log(
      `later than due                p50 ${inSeconds(lags[0]?.p50)}, p95 ${inSeconds(lags[0]?.p95)}, at most ${inSeconds(lags[0]?.most)}`,
    );
    console.log(
      `CPU of the vaults             ${((1_000 * cpu) / times.length).toFixed(1)} ms for each refresh, ${((100 * cpu) / seconds).toFixed(0)} % of a core`,
    );
    console.log(
      `statements that reserved      ${await written()}, one for ${(times.length / (await written())).toFixed(1)} refreshes`,
    );
  });
} finally {
  await stack.close();
}
