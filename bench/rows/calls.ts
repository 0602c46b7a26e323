import type { Pool } from 'undici';
import { makeConnections } from '../connections';
import { type Line, measureFor, type RowContext } from '../measure';
import type { Stack } from '../stack';

const COUNT = 64;
const CALLERS = 32;
/** Wise's own time for an answer: none, where what is measured is the CPU of all three on this machine alone; and some. */
const ANSWERS_AFTER_MS = [0, 20, 60];

/** Balances of a profile: through the vault, with a vend before, and without the vault. */
export async function callThrough({ stack, seconds }: RowContext): Promise<Line[]> {
  const vault = await stack.startVault();
  try {
    const calls = await balanceCalls(stack);
    const lines: Line[] = [];
    for (const delayMs of ANSWERS_AFTER_MS)
      lines.push(...(await callsAnsweredAfter(delayMs, { stack, seconds, calls, pid: vault.pid })));
    return lines;
  } finally {
    await vault();
  }
}

type Measured = { stack: Stack; seconds: number; calls: BalanceCalls; pid: number };

async function callsAnsweredAfter(
  delayMs: number,
  { stack, seconds, calls, pid }: Measured,
): Promise<Line[]> {
  const { faults } = stack.emulator.state;
  if (delayMs > 0) faults.inject({ endpoint: '*', kind: 'delay', when: 'before', delayMs, count: 'all' });
  const of = { group: `call, Wise takes ${delayMs} ms`, callers: CALLERS, pid };
  // the first second of each is not counted
  const ours = await measureFor(seconds, {
    ...of,
    what: 'through the vault',
    role: 'ours',
    act: calls.through,
  });
  const alone = { ...of, what: 'the call alone, with a token', role: 'limit', pid: 0 } as const;
  const direct = await measureFor(seconds, { ...alone, act: calls.direct });
  const both = { ...of, what: 'a vend, then the call', role: 'peer' } as const;
  const lines = [ours, direct, await measureFor(seconds, { ...both, act: calls.vendAndCall })];
  faults.clear('go-on');
  return lines;
}

type Token = { access_token: string; profile_id: string };

export type BalanceCalls = {
  ids: readonly string[];
  profileIds: readonly string[];
  direct: (turn: number) => Promise<void>;
  vendAndCall: (turn: number) => Promise<void>;
  through: (turn: number) => Promise<void>;
};

/** The three ways to make one call, over connections whose grants live at the emulator. The first vault has to run. */
export async function balanceCalls(stack: Stack): Promise<BalanceCalls> {
  await stack.addCustomers(COUNT);
  const ids = await makeConnections(stack.own, stack.emulator, COUNT, 43_199);
  const partner = stack.connect(stack.url, CALLERS);
  const wise = stack.connect(stack.emulator.url, CALLERS);
  const { authorization } = stack;
  const vend = async (id: string | undefined): Promise<Token> =>
    JSON.parse(await get(partner, `/v1/connections/${id}/access-token`, authorization));
  const tokens = await Promise.all(ids.map(vend));
  const tokenOf = (turn: number) => {
    const token = tokens[turn % COUNT];
    if (token === undefined) throw new Error('no token');
    return token;
  };
  const pathOf = (turn: number) => `/v4/profiles/${tokenOf(turn).profile_id}/balances?types=STANDARD`;
  const idOf = (turn: number) => ids[turn % COUNT];
  return {
    ids,
    profileIds: tokens.map(({ profile_id: profileId }) => profileId),
    direct: async (turn) => {
      await get(wise, pathOf(turn), `Bearer ${tokenOf(turn).access_token}`);
    },
    vendAndCall: async (turn) => {
      const { access_token: access } = await vend(idOf(turn));
      await get(wise, pathOf(turn), `Bearer ${access}`);
    },
    through: async (turn) => {
      await get(partner, `/v1/connections/${idOf(turn)}/wise${pathOf(turn)}`, authorization);
    },
  };
}

async function get(from: Pool, path: string, authorization: string): Promise<string> {
  const { statusCode, body } = await from.request({ method: 'GET', path, headers: { authorization } });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`a call was refused: ${statusCode} ${text.slice(0, 300)}`);
  return text;
}
