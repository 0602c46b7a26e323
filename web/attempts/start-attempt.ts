import 'server-only';
import { appendAudit } from '#lib/audit/append';
import { AppError } from '#lib/errors/app-error';
import { sha256Bytes } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import type { WebDb } from '#web/db/web-db';
import type { WiseAuthorise } from '#web/env/web-env';
import { type AttemptCustomer, actorOf } from './callback-types';
import { ATTEMPT_MINUTES, MAX_OPEN_ATTEMPTS } from './limits';

export type StartedAttempt = {
  attemptId: string;
  /** Wise's authorise page with this attempt's state: for this browser only, never stored. */
  authorise: URL;
};

/**
 * Makes an attempt for this customer in this browser: a fresh state (32 random bytes, of which only the SHA-256
 * is stored), good once and for 30 minutes by the database's clock.
 *
 * @throws AppError TOO_MANY_REQUESTS when too many attempts are open already, with the seconds until the oldest of
 *   them is over.
 */
export async function startAttempt(
  db: WebDb,
  ask: { customer: AttemptCustomer; browserHash: Buffer; wise: WiseAuthorise; sessionId?: string },
): Promise<StartedAttempt> {
  const { customer, wise } = ask;
  const state = newToken();
  const attemptId = await db.$transaction(async (tx) => {
    // Counting and inserting is one step per customer: parallel starts cannot pass the limit together.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`attempts ${customer.customerId}`}, 0))::text`;
    const rows = await tx.$queryRaw<{ id: string | null; secondsLeft: number | null }[]>`
      WITH open AS (
        SELECT count(*) AS many, ceil(extract(epoch FROM min(expires_at) - now()))::int AS "secondsLeft"
          FROM public.connect_attempts
         WHERE customer_id = ${customer.customerId}::uuid AND claimed_at IS NULL AND ended_at IS NULL
           AND expires_at > now()),
      made AS (
        INSERT INTO public.connect_attempts
          (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash, session_id,
           expires_at)
        SELECT ${customer.customerId}::uuid, ${wise.environment}::public.environment, ${wise.clientId},
               ${wise.redirectUri}, ${sha256Bytes(state)}, ${ask.browserHash}, ${ask.sessionId ?? null}::uuid,
               now() + make_interval(mins => ${ATTEMPT_MINUTES}::int)
          FROM open WHERE many < ${MAX_OPEN_ATTEMPTS}::int
        RETURNING id)
      SELECT made.id, open."secondsLeft" FROM open LEFT JOIN made ON true`;
    const id = rows[0]?.id ?? null;
    if (id === null) throw tooManyOpen(rows[0]?.secondsLeft ?? 1);
    await appendAudit(tx, {
      action: 'attempt.started',
      actor: actorOf(customer),
      environment: wise.environment,
      detail: { attemptId: id },
    });
    return id;
  });
  return { attemptId, authorise: authoriseUrl(wise, state) };
}

function tooManyOpen(retryAfterSeconds: number): AppError {
  return new AppError('TOO_MANY_REQUESTS', { log: 'too many open attempts', retryAfterSeconds });
}

/**
 * Wise's authorise page for one attempt: the three documented parameters and no other
 * (docs/wise.md 1.2; `redirect_uri` exactly as registered).
 */
function authoriseUrl(wise: WiseAuthorise, state: string): URL {
  const url = new URL('/oauth/authorize/', wise.webUrl);
  url.searchParams.set('client_id', wise.clientId);
  url.searchParams.set('redirect_uri', wise.redirectUri);
  url.searchParams.set('state', state);
  return url;
}
