import { expect } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import type { Vended } from './partner';
import type { Stack } from './stack';
import { meanwhile, until } from './until';
import type { Wise } from './wise';

/** A connection under test, and the Wise user whose tokens it must hold. */
export type Linked = { id: string; user: WiseUser };

/**
 * Promise 3, one look: a token that was vended is accepted by Wise at that moment. Anything else is a refusal in
 * words, never a token.
 */
export async function vendHonestly(
  stack: Stack,
  { id }: Linked,
  wise: Wise = stack.sandbox,
): Promise<Vended> {
  const vended = await stack.partner.vend(id);
  if (vended.token === undefined) expect(vended.code, vended.text).toBeDefined();
  else expect(wise.accepts(vended.token), 'a vended token is live at Wise').toBe(true);
  return vended;
}

/** Vends all of them over and over, checking promise 3 each time, until the returned function is called. */
export function vendAllTheWhile(stack: Stack, connections: readonly Linked[]): () => Promise<void> {
  return meanwhile(async () => {
    for (const each of connections) await vendHonestly(stack, each);
  }, 200);
}

/** Waits until the connection vends, and checks that the token is the newest that Wise made for that user. */
export async function expectReconciled(stack: Stack, linked: Linked, withinMs = 30_000): Promise<void> {
  const vended = await until(
    `connection ${linked.id} vends`,
    async () => {
      const answer = await vendHonestly(stack, linked);
      if (answer.status !== 200) throw new Error(answer.text);
      return answer;
    },
    { withinMs, everyMs: 250 },
  );
  expect(stack.sandbox.issuedTo(linked.user).at(-1)?.accessToken).toBe(vended.token);
  expect(stack.sandbox.liveAccessOf(linked.user)).toContain(vended.token);
}

/** Promise 8: still active, and nobody wrote that it was lost. */
export async function expectStillConnected(stack: Stack, { id }: Linked): Promise<void> {
  const row = await stack.database.one('SELECT status FROM connections WHERE id = $1', [id]);
  expect(row.status).toBe('active');
  const lost = await stack.database.owner(
    "SELECT id FROM audit_entries WHERE connection_id = $1 AND action IN ('connection.lost', 'connection.replaced')",
    [id],
  );
  expect(lost).toEqual([]);
}

/** Promise 6: every vend from now on is refused, until the returned function is called. */
export function refusedAllTheWhile(stack: Stack, connections: readonly Linked[]): () => Promise<void> {
  return meanwhile(async () => {
    for (const { id } of connections) {
      const vended = await stack.partner.vend(id);
      expect(vended.token, vended.text.slice(0, 120)).toBeUndefined();
      expect(vended.code).toBe('CONNECTION_DISCONNECTED');
    }
  }, 200);
}

/** A connection whose access token has expired at Wise, so that the next vend needs a refresh. */
export async function expiredConnection(
  stack: Stack,
  name: string,
  connect: (user: WiseUser) => Promise<string>,
): Promise<Linked> {
  const user = stack.sandbox.newUser();
  stack.sandbox.set({ accessTokenSeconds: 2 });
  const id = await connect(user);
  stack.sandbox.set({ accessTokenSeconds: 43_199 });
  await until(`${name} has no live access token`, () => stack.sandbox.liveAccessOf(user).length === 0);
  return { id, user };
}
