import 'server-only';
import { appendAudit } from '#lib/audit/append';
import { sha256Bytes } from '#lib/hash/sha256';
import type { WebDb, WebTx } from '#web/db/web-db';
import { webLog } from '#web/http/log';
import { actingCustomer, actorOf, type CallbackContext, type Claim, ofSession } from './callback-types';
import type { Callback } from './parse-callback';
import { recordRefusalWithoutState, resolveUnclaimed } from './unclaimed-callback';

/**
 * Claims the attempt of a callback by one UPDATE whose WHERE holds everything that has to be true (design 4.2):
 * state, customer, browser, environment, client, redirect URI, unexpired, unused. What does not match is invalidated.
 */
export async function claimAttempt(db: WebDb, callback: Callback, who: CallbackContext): Promise<Claim> {
  if (callback.kind === 'error' && callback.state === undefined) {
    const facts = { outcome: callback.outcome, environment: who.wise.environment };
    webLog().warn(facts, 'a callback came without a state: no attempt could be found for it');
    return await recordRefusalWithoutState(db, callback.outcome, who);
  }
  return await db.$transaction(async (tx) => {
    const claimed = await claim(tx, callback, who);
    if (claimed === undefined) return await resolveUnclaimed(tx, callback, who);
    const { attemptId, isOfSession } = claimed;
    if (callback.kind === 'code') {
      return { kind: 'claimed', attemptId, profileId: callback.profileId, ...ofSession(isOfSession) };
    }
    await appendAudit(tx, {
      action: 'attempt.refused',
      actor: actorOf(actingCustomer(who, isOfSession)),
      environment: who.wise.environment,
      detail: { attemptId, reason: endOutcome(callback) },
    });
    return { kind: 'ended', attemptId, ...ofSession(isOfSession) };
  });
}

function endOutcome(callback: Callback): string | null {
  if (callback.kind === 'error') return callback.outcome;
  return callback.kind === 'profile_unreadable' ? 'profile_mismatch' : null;
}

type Claimed = { attemptId: string; isOfSession: boolean };

async function claim(tx: WebTx, callback: Callback, who: CallbackContext): Promise<Claimed | undefined> {
  const { customer, session, browserHash, wise } = who;
  if (callback.kind === 'unreadable' || callback.state === undefined) return undefined;
  if ((customer ?? session) === undefined || browserHash === undefined) return undefined;
  const codeHash = callback.kind === 'error' ? null : sha256Bytes(callback.code.reveal());
  const profileId = callback.kind === 'code' ? callback.profileId : null;
  const outcome = endOutcome(callback);
  const rows = await tx.$queryRaw<Claimed[]>`
    UPDATE public.connect_attempts
       SET claimed_at = now(), code_hash = ${codeHash}::bytea, profile_id = ${profileId}::text,
           outcome = ${outcome}::text, ended_at = CASE WHEN ${outcome}::text IS NULL THEN NULL ELSE now() END
     WHERE state_hash = ${sha256Bytes(callback.state)}
       AND CASE WHEN session_id IS NULL THEN customer_id = ${customer?.customerId ?? null}::uuid
                ELSE session_id = ${session?.sessionId ?? null}::uuid
                     AND customer_id = ${session?.customerId ?? null}::uuid END
       AND browser_hash = ${browserHash}
       AND environment = ${wise.environment}::public.environment
       AND client_id = ${wise.clientId}
       AND redirect_uri = ${wise.redirectUri}
       AND expires_at > now()
       AND claimed_at IS NULL
       AND ended_at IS NULL
    RETURNING id AS "attemptId", session_id IS NOT NULL AS "isOfSession"`;
  return rows[0];
}
