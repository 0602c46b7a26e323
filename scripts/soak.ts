// npm run soak [-- --minutes N --connections N --callers N --pause MS]: two webs and two vaults, Wise played by the emulator, and for N minutes
// everything at once: callers, refreshes, customers who connect and disconnect, faults of Wise, `kill -9` of one web and one vault,
// rotation of the ring key. One web and one vault are never killed: their memory is watched. Ends with 1 unless the verdict
// is clean. Needs `npm run build`; all of it listens on this machine alone and ends by itself.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { becomeDue, type Connected, newConnection } from '../e2e/harness/connected';
import { disconnect } from '../e2e/harness/flows';
import { startStack } from '../e2e/harness/start-stack';
import { until } from '../e2e/harness/until';
import { asksForHelp, readArguments } from './arguments.mjs';
import { callAllTheWhile, count, listed } from './endurance/callers';
import { memoryFinding, watchMemory } from './endurance/memory';
import { auditFinding, type Finding, operator, outcryFinding, printVerdict } from './endurance/verdict';

const USAGE =
  'usage: npm run soak [-- --minutes <1 to 1440> --connections <4 to 200> --callers <1 to 64> --pause <ms between two calls of one>]';
const { minutes, connections, callers, pauseMs } = readOptions(process.argv.slice(2));

const rootKey = { VAULT_ROOT_KEY: `soak:${randomBytes(32).toString('base64')}` };
const { stack, close } = await startStack({ clientName: 'soak', vaultEnv: rootKey });
const [steadyWeb, otherWeb] = stack.webs;
const [steadyVault, otherVault] = stack.vaults;
const did = new Map<string, number>();
const failed: string[] = [];
const connected: Connected[] = [];
const left: string[] = [];
const endsAt = performance.now() + minutes * 60_000;
const isOver = (): boolean => performance.now() >= endsAt;

/** Does `act` every now and then until the time is over. Where it may fail, because a process is down, that is counted. */
async function again(what: string, everyMs: number, act: (turn: number) => Promise<unknown>): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    const pause = Math.min(everyMs * (0.7 + (0.6 * (turn % 5)) / 4), endsAt - performance.now());
    await sleep(Math.max(0, pause));
    if (isOver()) return;
    try {
      await act(turn);
      count(did, what);
    } catch {
      count(did, `${what}, not done`);
    }
  }
}

/** What Wise does to those who call it, each for a moment. */
const FAULTS = [
  { endpoint: 'token:refresh_token', kind: 'drop', when: 'after', count: 3 },
  { endpoint: 'token:refresh_token', kind: 'drop', when: 'before', count: 3 },
  { endpoint: 'token:refresh_token', kind: 'answer', status: 503, count: 5 },
  { endpoint: '*', kind: 'delay', delayMs: 1_500, count: 10 },
  { endpoint: 'token:refresh_token', kind: 'rate-limit', retryAfter: '2', count: 2 },
  { endpoint: 'token:refresh_token', kind: 'malformed-json', count: 1 },
] as const;

async function rotate(): Promise<void> {
  for (const words of [['add'], ['rotate']]) {
    const { code, output } = await operator(stack, 'keys', words, rootKey);
    if (code !== 0) throw new Error(output);
  }
}

async function leave(): Promise<void> {
  const leaving = connected.length > connections * 0.8 ? connected.shift() : undefined;
  if (leaving === undefined) return;
  const answer = await disconnect(stack, leaving.customer.browser, leaving.id);
  if (answer.status < 400) left.push(leaving.id);
  // whether it was done is not known: nobody asks for it any more
}

type Options = { minutes: number; connections: number; callers: number; pauseMs: number };

function readOptions(words: string[]): Options {
  const end = (code: number, said: string): never => {
    console.log(said);
    process.exit(code);
  };
  if (asksForHelp(words)) end(0, USAGE);
  const text = { type: 'string' } as const;
  const read = readArguments(words, { minutes: text, connections: text, callers: text, pause: text }, USAGE);
  if ('problem' in read) return end(2, read.problem);
  const { values, positionals } = read;
  const within = (given: string | undefined, usual: number, least: number, most: number): number => {
    const value = Number(given ?? usual);
    return Number.isInteger(value) && value >= least && value <= most ? value : end(2, USAGE);
  };
  if (positionals.length > 0) end(2, USAGE);
  return {
    minutes: within(values.minutes, 60, 1, 1_440),
    connections: within(values.connections, 20, 4, 200),
    callers: within(values.callers, 8, 1, 64),
    pauseMs: within(values.pause, 20, 0, 60_000),
  };
}

try {
  if (!steadyWeb || !otherWeb || !steadyVault || !otherVault) throw new Error('the stack has two of each');
  while (connected.length < Math.min(connections, 20)) connected.push(await newConnection(stack));
  console.log(`soak: ${minutes} minutes, ${connected.length} connections to begin with, ${callers} callers`);
  const load = callAllTheWhile(stack, () => connected, { callers, pauseMs });
  const memory = watchMemory([steadyWeb, steadyVault.process], Math.min(5_000, minutes * 1_000));
  const restart = async (each: typeof otherWeb) => {
    await each.kill();
    await sleep(1_000);
    await each.start();
  };
  await Promise.all([
    again('refreshes asked for', 2_000, () =>
      becomeDue(
        stack,
        connected.filter((_, at) => at % 3 === 0),
      ),
    ),
    again('connected', 9_000, async () => connected.push(await newConnection(stack))),
    again('left', 10_000, leave),
    again('faults of Wise', 4_000, async (turn) => {
      const fault = FAULTS[turn % FAULTS.length];
      if (fault !== undefined) stack.sandbox.plant({ ...fault, forSeconds: 10 });
    }),
    again('kill -9 of a vault', 25_000, () => restart(otherVault.process)),
    again('kill -9 of a web', 40_000, () => restart(otherWeb)),
    again('ring key rotated', 75_000, rotate),
  ]);
  await load.stop();
  memory.stop();
  stack.sandbox.reset();

  for (const { id } of connected) {
    const isBack = async () => (await stack.partner.vend(id)).status === 200;
    await until(`connection ${id} vends`, isBack, { withinMs: 120_000, everyMs: 500 }).catch(() =>
      failed.push(id),
    );
  }
  const lost = await stack.database.owner(
    "SELECT id FROM connections WHERE status = 'needs_reconnect' AND id::text = ANY ($1)",
    [connected.map(({ id }) => id)],
  );
  const gone = await stack.database.owner(
    "SELECT id FROM connections WHERE status = 'disconnected' AND id::text = ANY ($1)",
    [left],
  );
  const records = await stack.database.one(
    "SELECT count(*)::int AS n FROM vault.access_records WHERE purpose = 'token'",
  );
  console.log(`done: ${listed(did)}`);
  console.log(
    `${load.seen.issued} tokens; other answers: ${listed(load.seen.others)}; ${load.seen.broken} without one\n`,
  );
  const findings: Finding[] = [
    {
      what: 'no token is dead',
      isKept: load.seen.dead === 0,
      seen: `${load.seen.dead} of ${load.seen.issued}`,
    },
    {
      what: 'each token that was handed out has its record',
      isKept: Number(records.n) >= load.seen.issued,
      seen: `${load.seen.issued} tokens, ${String(records.n)} records`,
    },
    { what: 'no customer has to reconnect', isKept: lost.length === 0, seen: String(lost.length) },
    {
      what: 'each connection vends in the end',
      isKept: failed.length === 0,
      seen: `${connected.length - failed.length} of ${connected.length}`,
    },
    {
      what: 'each disconnect that was acknowledged holds',
      isKept: gone.length === left.length,
      seen: `${left.length} acknowledged, ${gone.length} disconnected`,
    },
    ...memory.all().map(memoryFinding),
    await auditFinding(stack, rootKey),
    outcryFinding(stack),
  ];
  printVerdict(findings);
} finally {
  await close();
}
