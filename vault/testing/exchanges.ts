import type { ExchangeAnswer } from '#lib/contract/internal-api';
import { until } from '#test/until';
import { waitForExchange } from '#vault/exchanges/read-exchange';
import { startExchange } from '#vault/exchanges/start-exchange';
import type { VaultContext } from '#vault/runtime/context';
import type { Claimed } from './attempts';
import type { Harness } from './harness';

/** Starts an exchange and waits for its end, as the route does. */
export async function exchange(vault: VaultContext, attempt: Claimed, ms = 9_000): Promise<ExchangeAnswer> {
  await startExchange(vault, attempt);
  return waitForExchange(vault, attempt.attemptId, ms);
}

/** The requests that carried this code, by the emulator's own log. */
export function sendingsOf(harness: Harness, attempt: Claimed) {
  return harness.events('token.request').filter((event) => event.code === attempt.code.reveal());
}

/** Every token answer to this Wise user, oldest first. */
export function issuedTo(harness: Harness, userId: string) {
  return harness.events('token.issued').filter((event) => event.userId === userId);
}

/** Access tokens of a Wise user that the emulator takes now. */
export function liveAccessOf(harness: Harness, userId: string): string[] {
  return harness.emulator.state.tokens
    .live(Date.now())
    .filter((token) => token.userId === userId && token.accessLive)
    .map((token) => token.accessToken);
}

export type ExchangeRow = {
  state: string;
  reason: string | null;
  connection_id: string | null;
  hasTokens: boolean;
  /** Its code waits unsent. */
  isHeld: boolean;
};

export async function exchangeRow(harness: Harness, attempt: Claimed): Promise<ExchangeRow | undefined> {
  const { rows } = await harness.owner.query<ExchangeRow>(
    `SELECT e.state::text, e.reason, e.connection_id, g.id IS NOT NULL AS "hasTokens",
       e.held_since IS NOT NULL AS "isHeld"
     FROM exchanges e LEFT JOIN vault.grants g USING (attempt_id) WHERE e.attempt_id = $1`,
    [attempt.attemptId],
  );
  return rows[0];
}

/** Until what Wise gave to an exchange without a connection is ended and erased. */
export function untilErased(harness: Harness, attempt: Claimed): Promise<ExchangeRow> {
  return until('the tokens of the exchange are erased', async () => {
    const row = await exchangeRow(harness, attempt);
    return row?.hasTokens === false ? row : undefined;
  });
}

export async function connectionsOf(
  harness: Harness,
  customerId: string,
): Promise<Record<string, unknown>[]> {
  const { rows } = await harness.owner.query(
    `SELECT * FROM connections WHERE customer_id = $1 ORDER BY created_at, id`,
    [customerId],
  );
  return rows;
}

export async function noticesOf(harness: Harness, customerId: string): Promise<string[]> {
  const { rows } = await harness.owner.query(
    `SELECT kind FROM notices WHERE customer_id = $1 ORDER BY created_at, id`,
    [customerId],
  );
  return rows.map((row) => row.kind);
}

/** The actions about a customer: those on their connections, and those they did. */
export async function trailOf(harness: Harness, customerId: string): Promise<string[]> {
  const { rows } = await harness.owner.query(
    `SELECT action FROM audit_entries WHERE actor_id = $1::text
       OR connection_id IN (SELECT id FROM connections WHERE customer_id = $1::uuid) ORDER BY id`,
    [customerId],
  );
  return rows.map((row) => row.action);
}

/** Kills a "vault": none of its later writes arrives. */
export async function abandon(vault: VaultContext): Promise<void> {
  await vault.database.close();
}
