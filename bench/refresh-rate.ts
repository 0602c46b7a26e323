// npm run bench:refresh-rate [-- <connections> <vaults> <a minute>]: several vault processes refresh what is due at the
// one rate of their deployment (decision 026). Prints how fast they were together, and what sharing the rate cost the
// database. A PostgreSQL, an emulator and the vaults, all on this machine and gone afterwards.

import { setTimeout as sleep } from 'node:timers/promises';
import { readNumbers } from '#scripts/arguments';
import { withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { makeConnections } from './connections';
import { machine } from './machine';
import { startStack } from './stack';

const USAGE = 'usage: npm run bench:refresh-rate [-- <connections> <vaults> <refreshes a minute>]';
const [connections = 1_000, vaults = 3, perMinute = 800] = readNumbers(USAGE, 3);
const COUNT = Math.min(5_000, connections);
const VAULTS = Math.min(8, vaults);
const PER_MINUTE = Math.min(6_000, perMinute);
const PATIENCE_MS = 60_000 + (2 * COUNT * 60_000) / PER_MINUTE;

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

try {
  await stack.addCustomers(COUNT);
  await makeConnections(stack.own, stack.emulator, COUNT, 43_199);
  for (let started = 0; started < VAULTS; started += 1) await startVault();
  await withClient(stack.ownerUrl, async (owner) => {
    const written = async () => {
      const { rows } = await owner.query(
        `SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0)::int AS written FROM pg_stat_all_tables WHERE relname = 'refresh_rates'`,
      );
      return Number(rows[0].written);
    };
    await owner.query('UPDATE vault.grants SET next_refresh_at = now()');
    for (const deadline = performance.now() + PATIENCE_MS; refreshesAt().length < COUNT; await sleep(200))
      if (performance.now() > deadline)
        throw new Error(`only ${refreshesAt().length} were refreshed in time`);
    const times = refreshesAt().toSorted((a, b) => a - b);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
    // Statistics are written down at most once a second.
    await sleep(2_000);
    console.log(`${machine()}, PostgreSQL of its own (embedded)`);
    console.log(
      `${VAULTS} vault processes, ${COUNT} connections due at once, ${PER_MINUTE} refreshes a minute\n`,
    );
    console.log(`refreshed                     ${times.length} in ${seconds.toFixed(1)} s`);
    console.log(`on the average                ${Math.round((60 * times.length) / seconds)} a minute`);
    console.log(`most within a second          ${mostWithin(times, 1_000)} (Wise takes 100)`);
    console.log(
      `most within ten seconds       ${mostWithin(times, 10_000)} (the rate says ${Math.round(PER_MINUTE / 6)})`,
    );
    console.log(`most within a minute          ${mostWithin(times, 60_000)} (Wise takes 1,000)`);
    console.log(
      `statements that reserved      ${await written()}, one for ${(times.length / (await written())).toFixed(1)} refreshes`,
    );
  });
} finally {
  await stack.close();
}
