import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import type { Vault } from '#vault/server';
import { makeApiKey } from './api-key';
import { attemptOf, newCustomer } from './attempts';
import { exchange } from './exchanges';
import type { Harness } from './harness';
import { newWiseUser } from './wise-users';

const LONG_MS = 30_000;
/** After each act: load that takes the whole machine would slow down what it is there to meet. */
const PAUSE_MS = 50;
const QUOTE = '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100}';

type Runs = { count: () => number; end: () => Promise<string[]> };

/** Does it again and again until it is told to end; what came of each. */
function again(act: () => Promise<string>): Runs {
  let isOver = false;
  const results: string[] = [];
  const loop = async () => {
    while (!isOver) {
      results.push(await act());
      await sleep(PAUSE_MS);
    }
    return results;
  };
  const running = loop();
  const end = () => {
    isOver = true;
    return running;
  };
  return { count: () => results.length, end };
}

/** What `end` of traffic says when nothing failed. */
export const NOTHING_FAILED = {
  connects: ['connected'],
  refreshes: ['refreshed'],
  vends: ['live'],
  calls: ['answered'],
};

/** Customers who connect, refreshes, and a back end that gets tokens and calls Wise, on one vault, all the time. */
async function startOn(harness: Harness, vault: Vault): Promise<Record<keyof typeof NOTHING_FAILED, Runs>> {
  const refreshed = await harness.link(vault.ctx);
  const used = await harness.link(vault.ctx);
  const { key } = await makeApiKey(vault.ctx.database, ['tokens:read', 'wise:call']);
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${vault.partnerUrl}/v1/connections/${used.id}${path}`, { ...init, headers });
    return { status: answer.status, body: await answer.json() };
  };
  const failure = ({ status, body }: Awaited<ReturnType<typeof ask>>) =>
    `${status} ${body.code ?? body.error}`;
  return {
    connects: again(async () => {
      const attempt = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
      const { state, reason } = await exchange(vault.ctx, attempt, LONG_MS);
      return reason === null ? state : `${state} ${reason}`;
    }),
    refreshes: again(async () => (await refreshGrant(vault.ctx, refreshed.id, { why: 'check' })).kind),
    vends: again(async () => {
      const answer = await ask('/access-token');
      if (answer.status !== 200) return failure(answer);
      return harness.isLive(new Secret(answer.body.access_token)) ? 'live' : 'dead';
    }),
    calls: again(async () => {
      const path = `/wise/v3/profiles/${used.user.profileId}/quotes`;
      const answer = await ask(path, { method: 'POST', body: QUOTE });
      return answer.body.sourceAmount === 100 ? 'answered' : failure(answer);
    }),
  };
}

/** All four kinds of work on each of these vaults, until it is ended. */
export async function startTraffic(harness: Harness, vaults: readonly Vault[]) {
  harness.emulator.state.settings.merge({ rateLimits: false });
  const started = await Promise.all(vaults.map((vault) => startOn(harness, vault)));
  const counts = () => started.flatMap((runs) => Object.values(runs).map((each) => each.count()));
  const outcomes = async (kind: keyof typeof NOTHING_FAILED) => {
    const all = await Promise.all(started.map((runs) => runs[kind].end()));
    return [...new Set(all.flat())];
  };
  return {
    /** Until what is under way has ended, and each kind was done so often since, on every vault. */
    more: (times: number) => {
      const before = counts();
      return until('more work of each kind', () =>
        counts().every((count, at) => count > (before[at] ?? 0) + times),
      );
    },
    /** What came of each kind, each outcome once. */
    end: async () => {
      const kinds = ['connects', 'refreshes', 'vends', 'calls'] as const;
      const [connects, refreshes, vends, calls] = await Promise.all(kinds.map(outcomes));
      return { connects, refreshes, vends, calls };
    },
  };
}
