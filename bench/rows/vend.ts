import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createUnmigratedDatabase } from '#test/database/cluster.mjs';
import { makeConnections } from '../connections';
import { httpGetter } from '../http-get';
import { prepareLimits } from '../limit-server';
import { makeLiveConnections } from '../live-connections';
import { load } from '../load';
import { type Line, measureInTurns, measureUntil, type RowContext } from '../measure';
import { installPeers, type Server, startServer } from '../servers';
import type { Stack } from '../stack';
import { tokenCallAlone } from '../token-call';

const CALLERS = [16, 32, 64];
const MOST_CALLERS = 64;
const WARM_SECONDS = 4;

type Measured = {
  what: string;
  role: Line['role'];
  url: string;
  pid: number;
  path: (turn: number) => string;
};

/** A live token for each of many connections, beside the least that could answer, and beside what others use. */
export async function vendHot({ stack, seconds, connections }: RowContext): Promise<Line[]> {
  const ids = await makeLiveConnections(stack, connections);
  const at = (turn: number) => (turn * 7_919) % connections;
  const vault = await stack.startVault();
  const servers: Server[] = [];
  const start = async (file: string, args: readonly string[]) => {
    const server = await startServer(file, args);
    servers.push(server);
    return server;
  };
  try {
    const limits = await startLimits(stack, connections, start);
    const peers = await startPeers(stack, connections, start);
    const measured: Measured[] = [
      {
        what: 'authenticated',
        role: 'ours',
        url: stack.url,
        pid: vault.pid,
        path: (turn) => `/v1/connections/${ids[at(turn)]}/access-token`,
      },
      ...limits.map((each) => ({ ...each, role: 'limit' as const, path: (turn: number) => `/${at(turn)}` })),
      ...peers.map((each) => ({ ...each, role: 'peer' as const, path: (turn: number) => `/${at(turn)}` })),
    ];
    const getters = measured.map((each) => ({
      ...each,
      get: httpGetter(each.url, stack.authorization, MOST_CALLERS),
    }));
    for (const each of getters) await warmUp((turn) => each.get(each.path(turn)));
    const lines: Line[] = [];
    for (const callers of CALLERS) {
      const group = getters.map(({ what, role, pid, get, path: address }) => {
        const act = (turn: number) => get(address(turn));
        return { group: `vend hot, ${callers} callers`, what, role, pid, callers, act };
      });
      lines.push(...(await measureInTurns(seconds, group)));
    }
    return lines;
  } finally {
    await Promise.allSettled(servers.map((server) => server.stop()));
    await vault();
  }
}

/** Until V8 has optimised what it will: the first group would measure its compiler. */
const warmUp = (act: (turn: number) => Promise<void>) =>
  load(MOST_CALLERS, act, (_turn, passed) => passed >= WARM_SECONDS);

type Starter = (file: string, args: readonly string[]) => Promise<Server>;

async function startLimits(stack: Stack, count: number, start: Starter) {
  const { file, argumentsFor } = await prepareLimits(stack, count);
  const started: { what: string; url: string; pid: number }[] = [];
  for (const [mode, what] of [
    ['http', 'bare node:http'],
    ['statement', 'http, one statement, one AES-GCM open'],
    ['recorded', 'the same and one durable insert'],
  ] as const)
    started.push({ what, ...(await start(file, argumentsFor(mode))) });
  return started;
}

async function startPeers(stack: Stack, count: number, start: Starter) {
  const folder = await installPeers();
  const { WISE_SANDBOX_CLIENT_ID: id = '', WISE_SANDBOX_CLIENT_SECRET: secret = '' } = stack.settings;
  const key = stack.authorization.replace('Bearer ', '');
  const started: { what: string; url: string; pid: number }[] = [];
  for (const [file, what] of [
    ['better-auth.mjs', 'better-auth, generic OAuth, encrypted'],
    ['auth-js.mjs', 'Auth.js, token rotation over Prisma'],
  ] as const) {
    const { ownerUrl } = await createUnmigratedDatabase(stack.cluster);
    const args = [ownerUrl, stack.emulator.url, id, secret, key, String(count)];
    started.push({ what, ...(await start(path.join(folder, file), args)) });
  }
  return started;
}

const DUE = 200;

/** The token has to be refreshed first; Wise's answer comes at once, so this is our own part. */
export async function vendDue({ stack }: RowContext): Promise<Line[]> {
  await stack.addCustomers(DUE);
  const ids = await makeConnections(stack.own, stack.emulator, DUE, 1);
  const vault = await stack.startVault();
  const get = httpGetter(stack.url, stack.authorization, MOST_CALLERS);
  await sleep(1_000);
  const group = 'vend, refresh due, 32 callers';
  const isOver = (turn: number) => turn >= DUE;
  const ours = await measureUntil(isOver, {
    group,
    what: 'refreshed, proved, issued',
    role: 'ours',
    callers: 32,
    pid: vault.pid,
    act: (turn) => get(`/v1/connections/${ids[turn]}/access-token`),
  });
  await vault();
  return [ours, await tokenCallAlone(stack, { group, callers: 32, calls: DUE })];
}
