import type { Pool } from 'undici';
import { makeConnections } from '../connections';
import { type Line, measureFor, type RowContext } from '../measure';
import type { Stack } from '../stack';

const COUNT = 64;
const CALLERS = 32;
const GROUP = `call through, ${CALLERS} callers`;

/** Balances of a profile: through the vault, with a vend before, and without the vault. */
export async function callThrough({ stack, seconds }: RowContext): Promise<Line[]> {
  const vault = await stack.startVault();
  try {
    const { direct, vendAndCall, through } = await balanceCalls(stack);
    const of = { group: GROUP, callers: CALLERS, pid: vault.pid };
    return [
      await measureFor(seconds, { ...of, what: 'through the vault', role: 'ours', act: through }),
      await measureFor(seconds, {
        ...of,
        what: 'the call alone, with a token',
        role: 'limit',
        act: direct,
        pid: 0,
      }),
      await measureFor(seconds, { ...of, what: 'a vend, then the call', role: 'peer', act: vendAndCall }),
    ];
  } finally {
    await vault();
  }
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
