// npm run failover [-- <callers> <connections>]: two webs and two vaults on a PostgreSQL with a synchronous standby; the
// primary is killed under load, the standby is promoted. Ends with 1 unless no acknowledged write is lost, vends go on within
// 15 seconds of the promotion, no token is dead and the audit chain verifies. Needs `npm run build` and Debian's PostgreSQL;
// all of it listens on this machine alone, and it takes about two minutes (docs/runbooks/failover.md).

import { setTimeout as sleep } from 'node:timers/promises';
import { becomeDue, newConnection } from '../e2e/harness/connected';
import { disconnect } from '../e2e/harness/flows';
import { startStack } from '../e2e/harness/start-stack';
import { until } from '../e2e/harness/until';
import { startReplicatedServer } from '../test/database/replicated-server.mjs';
import { readNumbers } from './arguments.mjs';
import { callAllTheWhile, listed } from './endurance/callers';
import { auditFinding, type Finding, outcryFinding, printVerdict } from './endurance/verdict';

const [callers = 64, connections = 16] = readNumbers(
  'usage: npm run failover [-- <callers> <connections>]',
  2,
);
const CALLERS = Math.min(256, callers);
const CONNECTIONS = Math.min(100, Math.max(8, connections));
const BACK_WITHIN_MS = 15_000;
const LEAVING = 6;

const server = await startReplicatedServer();
const { stack, close } = await startStack({ openCluster: async () => server, clientName: 'failover' });
try {
  console.log(
    `PostgreSQL ${server.version}, primary and synchronous standby; two webs, two vaults, ${CALLERS} callers, ${CONNECTIONS} connections`,
  );
  const made = [];
  for (let n = 0; n < CONNECTIONS; n += 1) made.push(await newConnection(stack));
  const staying = made.slice(LEAVING);
  const load = callAllTheWhile(stack, () => staying, { callers: CALLERS, pauseMs: 5 });
  // refreshes are under way when it happens, and after
  let isOver = false;
  const refreshing = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      const some = staying.filter((_, at) => at % 4 === turn % 4);
      await becomeDue(stack, some).catch(() => undefined);
      await sleep(500);
    }
  })();
  await until('the load runs', () => load.seen.issued > CALLERS * 4, { withinMs: 120_000 });

  // customers disconnect while it happens: what they were told must hold
  let toldSo = 0;
  const told = made.slice(0, LEAVING).map(async ({ customer, id }, at) => {
    await sleep(at * 400);
    const answer = await disconnect(stack, customer.browser, id).catch(() => undefined);
    if (answer === undefined || answer.status >= 400) return undefined;
    toldSo += 1;
    return id;
  });
  await until('a customer was told that the connection is over', () => toldSo > 1, { withinMs: 60_000 });
  const before = load.seen.issued;
  const killedAt = performance.now();
  await server.killPrimary();
  await sleep(1_000);
  await server.promote();
  const promotedAt = performance.now();
  const backAt = await until('a token is issued again', () => load.seen.firstAfter(promotedAt), {
    withinMs: 60_000,
  });
  await until('every caller gets tokens again', () => load.seen.lastIssued.every((at) => at > promotedAt), {
    withinMs: 60_000,
  });
  const allBackAt = performance.now();
  await sleep(5_000);
  await load.stop();
  isOver = true;
  await refreshing;
  const acknowledged = (await Promise.all(told)).filter((id) => id !== undefined);

  const records = await stack.database.one(
    "SELECT count(*)::int AS n FROM vault.access_records WHERE purpose = 'token'",
  );
  const gone = await stack.database.owner(
    "SELECT id::text FROM connections WHERE status = 'disconnected' AND id::text = ANY ($1)",
    [acknowledged],
  );
  const dead: string[] = [];
  for (const each of staying) {
    await until(
      `connection ${each.id} vends`,
      async () => (await stack.partner.vend(each.id)).status === 200,
      {
        withinMs: 60_000,
        everyMs: 250,
      },
    );
    const { token = '' } = await stack.partner.vend(each.id);
    if (!stack.sandbox.accepts(token)) dead.push(each.id);
  }
  const lost = await stack.database.owner(
    "SELECT id FROM connections WHERE status = 'needs_reconnect' AND id::text = ANY ($1)",
    [staying.map(({ id }) => id)],
  );
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  console.log(
    `${before} tokens before the kill, ${load.seen.issued} in all; other answers: ${listed(load.seen.others)}; ${load.seen.broken} without an answer`,
  );
  console.log(
    `killed, ${seconds(promotedAt - killedAt)} later promoted, ${seconds(backAt - promotedAt)} later the first token, ` +
      `${seconds(allBackAt - promotedAt)} after the promotion every caller had one\n`,
  );
  const findings: Finding[] = [
    {
      what: 'each token that was handed out has its record',
      isKept: Number(records.n) >= load.seen.issued,
      seen: `${load.seen.issued} tokens, ${String(records.n)} records`,
    },
    {
      what: 'each disconnect that was acknowledged holds',
      isKept: acknowledged.length > 0 && gone.length === acknowledged.length,
      seen: `${acknowledged.length} acknowledged, ${gone.length} disconnected`,
    },
    {
      what: 'tokens again within 15 s of the promotion',
      isKept: allBackAt - promotedAt < BACK_WITHIN_MS,
      seen: `${seconds(allBackAt - promotedAt)} for every caller`,
    },
    {
      what: 'no token is dead',
      isKept: load.seen.dead === 0 && dead.length === 0,
      seen: `${load.seen.dead} while it ran, ${dead.length} of ${staying.length} afterwards`,
    },
    { what: 'no customer has to reconnect', isKept: lost.length === 0, seen: String(lost.length) },
    await auditFinding(stack),
    outcryFinding(stack),
  ];
  printVerdict(findings);
} finally {
  await close();
}
