import 'server-only';
import { appendAudit } from '#lib/audit/append';
import { sha256 } from '#lib/hash/tokens';
import type { WebDb, WebTx } from '#web/db/web-db';
import { webLog } from '#web/http/log';
import { actorOf, type CallbackContext, type Claim } from './callback-types';
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
    const attemptId = await claim(tx, callback, who);
    if (attemptId === undefined) return await resolveUnclaimed(tx, callback, who);
    if (callback.kind === 'code') {
      return { kind: 'claimed', attemptId, profileId: callback.profileId };
    }
    await appendAudit(tx, {
      action: 'attempt.refused',
      actor: actorOf(who.customer),
      environment: who.wise.environment,
      detail: { attemptId, reason: endOutcome(callback) },
    });
    return { kind: 'ended', attemptId };
  });
}

function endOutcome(callback: Callback): string | null {
  if (callback.kind === 'error') return callback.outcome;
  return callback.kind === 'profile_unreadable' ? 'profile_mismatch' : null;
}

async function claim(tx: WebTx, callback: Callback, who: CallbackContext): Promise<string | undefined> {
  const { customer, browserHash, wise } = who;
  if (callback.kind === 'unreadable' || callback.state === undefined) return undefined;
  if (customer === undefined || browserHash === undefined) return undefined;
  const codeHash = callback.kind === 'error' ? null : sha256(callback.code.reveal());
  const profileId = callback.kind === 'code' ? callback.profileId : null;
  const outcome = endOutcome(callback);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE public.connect_attempts
       SET claimed_at = now(), code_hash = ${codeHash}::bytea, profile_id = ${profileId}::text,
           outcome = ${outcome}::text, ended_at = CASE WHEN ${outcome}::text IS NULL THEN NULL ELSE now() END
     WHERE state_hash = ${sha256(callback.state)}
       AND customer_id = ${customer.customerId}::uuid
       AND browser_hash = ${browserHash}
       AND environment = ${wise.environment}::public.environment
       AND client_id = ${wise.clientId}
       AND redirect_uri = ${wise.redirectUri}
       AND expires_at > now()
       AND claimed_at IS NULL
       AND ended_at IS NULL
    RETURNING id`;
  return rows[0]?.id;
}
