// npm run bench:vault-memory [-- <minutes> <requests a second> <old space in MiB> <semi-space in MiB>]: what memory one vault process keeps under mixed load: vends,
// calls through it, webhooks (forged and repeated ones too) and refreshes. Samples its resident memory; after five minutes
// it may grow by a tenth at most, and stays under 160 MB. Linux only. All on this machine and gone afterwards.

import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { readNumbers } from '#scripts/arguments';
import { withClient } from '#scripts/db/roles';
import { makeConnections } from './connections';
import { cpuSecondsOf, residentMiBOf } from './cpu';
import { machine } from './machine';
import { percentile } from './percentile';
import { startStack } from './stack';
import { startVaultProcess } from './vault-process';
import { makeTraffic } from './webhook-traffic';

const USAGE =
  'usage: npm run bench:vault-memory [-- <minutes> <requests a second> <old space in MiB> <semi-space in MiB, 0 for what npm start sets>]';
const [minutes = 60, perSecond = 100, oldSpace = 0, semiSpace = 0] = readNumbers(USAGE, 4, 0);
const MINUTES = Math.min(240, Math.max(1, minutes));
const RATE = Math.min(2_000, Math.max(1, perSecond));
const COUNT = 200;
const SETTLED_MINUTES = 5;
const GROWTH = 0.1;
const LIMIT_MB = 160;
const SAMPLE_MS = 5_000;
const TICK_MS = 20;
/** Waiting callers at most: a vault that falls behind is not measured by what piles up here. */
const MOST_OPEN = 64;

const profiles = Array.from({ length: COUNT }, (_, index) => String(80_000_001 + index));
const traffic = makeTraffic(20_000, profiles);
const stack = await startStack({
  WISE_SANDBOX_WEBHOOK_KEYS: traffic.keyPem,
  WISE_SANDBOX_REFRESHES_PER_MINUTE: '800',
  // forged deliveries are errors of the log
  LOG_LEVEL: 'fatal',
});
const { url, authorization } = stack;
const partner = new Pool(url, { connections: 32 });
const wise = new Pool(stack.webhookUrl, { connections: 8 });
const counts = { vends: 0, calls: 0, webhooks: 0, refused: 0 };
const samples: { atMs: number; mib: number }[] = [];
let stopVault: Awaited<ReturnType<typeof startVaultProcess>> | undefined;

async function get(path: string): Promise<void> {
  const { statusCode, body } = await partner.request({ method: 'GET', path, headers: { authorization } });
  await body.dump();
  if (statusCode !== 200) counts.refused += 1;
}

async function deliver(turn: number): Promise<void> {
  const sent = traffic.all[turn % traffic.all.length];
  if (sent === undefined) return;
  const headers = { 'content-type': 'application/json', 'x-signature-sha256': sent.signature };
  const path = '/webhooks/wise/sandbox';
  const { body } = await wise.request({ method: 'POST', path, headers, body: sent.body });
  await body.dump();
}

/** Of ten requests six are vends, two calls through the vault, two webhooks. */
function act(turn: number, ids: readonly string[]): Promise<void> {
  const at = (turn * 7) % ids.length;
  const kind = turn % 10;
  if (kind < 6) {
    counts.vends += 1;
    return get(`/v1/connections/${ids[at]}/access-token`);
  }
  if (kind < 8) {
    counts.calls += 1;
    return get(`/v1/connections/${ids[at]}/wise/v1/me`);
  }
  counts.webhooks += 1;
  return deliver(counts.webhooks);
}

async function run(pid: number, ids: readonly string[]): Promise<void> {
  const open = new Set<Promise<unknown>>();
  const began = performance.now();
  const passedMs = () => performance.now() - began;
  for (let turn = 0; passedMs() < MINUTES * 60_000; await sleep(TICK_MS)) {
    for (; turn < (passedMs() / 1_000) * RATE && open.size < MOST_OPEN; turn += 1) {
      const call = act(turn, ids)
        .catch(() => {
          counts.refused += 1;
        })
        .finally(() => open.delete(call));
      open.add(call);
    }
    if (open.size >= MOST_OPEN) await Promise.race(open);
    if (passedMs() >= samples.length * SAMPLE_MS) samples.push({ atMs: passedMs(), mib: residentMiBOf(pid) });
  }
  await Promise.all(open);
}

/** The middle one of the samples of the half minute before: a collection of garbage moves single ones. */
function around(minute: number): number {
  const near = samples.filter(
    ({ atMs }) => atMs <= minute * 60_000 + 1_000 && atMs > minute * 60_000 - 30_000,
  );
  // without a sample nothing is good
  if (near.length === 0) return Number.NaN;
  return percentile(
    near.map(({ mib }) => mib),
    0.5,
  );
}

try {
  await stack.addCustomers(COUNT);
  const ids = await makeConnections(stack.own, stack.emulator, COUNT, 43_199);
  // each is due again two to three minutes after its refresh, as a token that lives for three minutes is
  stack.emulator.state.settings.merge({ accessTokenSeconds: 180 });
  await withClient(stack.ownerUrl, (owner) =>
    owner.query(`UPDATE vault.grants SET next_refresh_at = now() + random() * interval '1 minute'`),
  );
  const nodeOptions = [
    ...(oldSpace > 0 ? [`--max-old-space-size=${oldSpace}`] : []),
    ...(semiSpace > 0 ? [`--max-semi-space-size=${semiSpace}`] : []),
  ];
  stopVault = await startVaultProcess(stack.settings, url, { nodeOptions });
  console.log(
    `${machine()}\none vault process, ${COUNT} connections, ${RATE} requests a second for ${MINUTES} minutes ${nodeOptions.join(' ')}`,
  );
  console.log('six of ten are vends, two calls through the vault, two webhooks\n');
  const cpuBefore = cpuSecondsOf(stopVault.pid);
  await run(stopVault.pid, ids);
  const cpu = cpuSecondsOf(stopVault.pid) - cpuBefore;
  const refreshes = stack.emulator.state.log
    .since(0)
    .filter((event) => event.type === 'token.request' && event.grantType === 'refresh_token').length;
  for (const minute of [1, 2, 5, 10, 20, 30, 45, 60, MINUTES].filter((each) => each <= MINUTES))
    console.log(`after ${String(minute).padStart(3)} minutes   ${around(minute).toFixed(1).padStart(6)} MiB`);
  const most = Math.max(...samples.map(({ mib }) => mib));
  console.log(`at most             ${most.toFixed(1).padStart(6)} MiB`);
  console.log(
    `\n${counts.vends} vends, ${counts.calls} calls, ${counts.webhooks} webhooks, ${refreshes} refreshes; ` +
      `${counts.refused} without a 200; CPU ${((100 * cpu) / (MINUTES * 60)).toFixed(0)} % of a core`,
  );
  const [from, to] = [around(Math.min(SETTLED_MINUTES, MINUTES)), around(MINUTES)];
  const growth = to / from - 1;
  const isGood = growth <= GROWTH && (most * 1_048_576) / 1e6 < LIMIT_MB;
  console.log(
    `${isGood ? 'good' : 'NOT GOOD'}: ${(100 * growth).toFixed(1)} % from minute ${Math.min(SETTLED_MINUTES, MINUTES)} to the end (goal: 10 at most), ` +
      `${((most * 1_048_576) / 1e6).toFixed(0)} MB at most (goal: under ${LIMIT_MB})`,
  );
  process.exitCode = isGood ? 0 : 1;
} finally {
  await stopVault?.();
  await Promise.all([partner.close(), wise.close()]);
  await stack.close();
}
