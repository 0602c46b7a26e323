import type { Partner } from './partner';
import type { Stack } from './stack';

/** A statement is asked for, and Wise wants its user to approve it. */
export type Wanted = { challengeId: string; statementPath: string };

/** Asks for a statement of the first balance, through the vault, of a profile that Wise wants approvals of. */
export async function challengeFor({ sandbox, partner }: Stack, connectionId: string): Promise<Wanted> {
  sandbox.set({ scaCountries: '*' });
  const connection = await read(partner, `/v1/connections/${connectionId}`);
  const profile = field(connection, 'profile_id');
  const wise = `/v1/connections/${connectionId}/wise`;
  const { text } = await partner.get(`${wise}/v4/profiles/${profile}/balances?types=STANDARD`);
  const balance = /"id":(\d+)/.exec(text)?.[1];
  const query = 'currency=GBP&intervalStart=2026-01-01T00:00:00Z&intervalEnd=2026-02-01T00:00:00Z';
  const statementPath = `${wise}/v1/profiles/${profile}/balance-statements/${balance}/statement.json?${query}`;
  return { challengeId: field(await read(partner, statementPath), 'challenge_id'), statementPath };
}

async function read(partner: Partner, path: string): Promise<unknown> {
  return JSON.parse((await partner.get(path)).text);
}

function field(body: unknown, name: string): string {
  if (typeof body === 'object' && body !== null && name in body) return String(Reflect.get(body, name));
  throw new Error(`no ${name} in ${JSON.stringify(body)}`);
}
