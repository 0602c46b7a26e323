import 'server-only';
import { randomUUID } from 'node:crypto';
import { appendAudit } from '#lib/audit/append';
import { equalBytes } from '#lib/hash/compare';
import { sha256Bytes } from '#lib/hash/sha256';
import type { WebTx } from '#web/db/web-db';
import { webLog } from '#web/http/log';
import { actingCustomer, actorOf, type CallbackContext, type Claim, ofSession } from './callback-types';
import type { Callback } from './parse-callback';
import { referenceOf } from './reference';

type Row = {
  id: string;
  customerId: string;
  sessionId: string | null;
  environment: string;
  clientId: string;
  redirectUri: string;
  browserHash: Uint8Array;
  codeHash: Uint8Array | null;
  profileId: string | null;
  isEnded: boolean;
  isOpen: boolean;
  isExpired: boolean;
};

/** Why a callback was refused; in the audit row only, a page never says it. */
export type Refusal =
  | 'unreadable'
  | 'unknown_state'
  | 'signed_out'
  | 'other_customer'
  | 'other_browser'
  | 'other_environment'
  | 'configuration_changed'
  | 'other_code'
  | 'expired';

/** Judges a callback that claimed nothing: a repeat of our own, or a refusal, which invalidates the attempt. */
export async function resolveUnclaimed(tx: WebTx, callback: Callback, who: CallbackContext): Promise<Claim> {
  const row = callback.state === undefined ? undefined : await findByState(tx, callback.state);
  const refusal = judge(callback, who, row);
  const isOfSession = row !== undefined && row.sessionId !== null;
  const person = actingCustomer(who, isOfSession);
  if (refusal === undefined && row !== undefined) {
    // What ended without the vault stays ended, whatever a second callback brings.
    return callback.kind === 'code' && !row.isEnded
      ? { kind: 'claimed', attemptId: row.id, profileId: row.profileId, ...ofSession(isOfSession) }
      : { kind: 'ended', attemptId: row.id, ...ofSession(isOfSession) };
  }
  const reason = refusal ?? 'unknown_state';
  const reference = newReference();
  const { environment } = who.wise;
  const isInvalidated = row?.isOpen === true && (await invalidate(tx, row.id, reason));
  // Audit rows are for ever: a caller who is not signed in, with an unknown state, gets a log line instead, so that
  // they cannot fill the trail (threat 38).
  if (row === undefined && person === undefined) {
    webLog().warn(
      { reason, environment, reference },
      'refused an unauthenticated callback with an unknown state',
    );
    return { kind: 'not_yours', reference };
  }
  await appendAudit(tx, {
    action: 'attempt.refused',
    actor: actorOf(person),
    environment,
    // audit rows are for ever: the key stays what it was
    detail: {
      reason,
      isBurned: isInvalidated,
      reference,
      ...(row === undefined ? {} : { attemptId: row.id }),
    },
  });
  const isOwn = reason === 'expired' || reason === 'configuration_changed';
  return isOwn && row !== undefined
    ? { kind: 'ended', attemptId: row.id, ...ofSession(isOfSession) }
    : { kind: 'not_yours', reference };
}

/** Wise sent the browser back with an error and no state: it belongs to no attempt, and is recorded all the same. */
export async function recordRefusalWithoutState(
  db: Pick<WebTx, '$queryRaw'>,
  outcome: 'denied' | 'wise_error',
  who: CallbackContext,
): Promise<Claim> {
  const reference = newReference();
  const { environment } = who.wise;
  if (who.customer === undefined) {
    webLog().warn(
      { reason: outcome, environment, reference },
      'refused an unauthenticated callback with an unknown state',
    );
  } else {
    const detail = { reason: outcome, reference };
    await appendAudit(db, { action: 'attempt.refused', actor: actorOf(who.customer), environment, detail });
  }
  return { kind: 'unknown_refusal', outcome, reference };
}

function newReference(): string {
  return referenceOf(randomUUID());
}

async function findByState(tx: WebTx, state: string): Promise<Row | undefined> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, customer_id AS "customerId", session_id AS "sessionId", environment::text, client_id AS "clientId",
           redirect_uri AS "redirectUri", browser_hash AS "browserHash", code_hash AS "codeHash",
           profile_id AS "profileId", ended_at IS NOT NULL AS "isEnded",
           claimed_at IS NULL AND ended_at IS NULL AS "isOpen", expires_at <= now() AS "isExpired"
      FROM public.connect_attempts WHERE state_hash = ${sha256Bytes(state)}`;
  return rows[0];
}

function judge(callback: Callback, who: CallbackContext, row: Row | undefined): Refusal | undefined {
  if (row === undefined) return callback.kind === 'unreadable' ? 'unreadable' : 'unknown_state';
  const person = actingCustomer(who, row.sessionId !== null);
  if (person === undefined) return 'signed_out';
  const isTheirs = row.customerId === person.customerId;
  if (!isTheirs || (row.sessionId !== null && row.sessionId !== who.session?.sessionId))
    return 'other_customer';
  if (who.browserHash === undefined || !equalBytes(who.browserHash, row.browserHash)) return 'other_browser';
  if (row.environment !== who.wise.environment) return 'other_environment';
  if (callback.kind === 'unreadable') return 'unreadable';
  if (row.isOpen && row.isExpired) return 'expired';
  if (row.clientId !== who.wise.clientId || row.redirectUri !== who.wise.redirectUri) {
    return 'configuration_changed';
  }
  return isRepeat(callback, row) ? undefined : 'other_code';
}

/** The back button, a refresh, fifty tabs: the same address again from the same person and browser. */
function isRepeat(callback: Callback, row: Row): boolean {
  if (row.isOpen) return false;
  if (callback.kind === 'error') return row.codeHash === null;
  if (callback.kind === 'unreadable') return false;
  // An attempt that ended before any code came (expired, denied): its own page says so.
  if (row.codeHash === null) return true;
  return equalBytes(sha256Bytes(callback.code.reveal()), row.codeHash);
}

async function invalidate(tx: WebTx, attemptId: string, reason: Refusal): Promise<boolean> {
  const outcome =
    reason === 'expired' ? 'expired' : reason === 'configuration_changed' ? 'interrupted' : 'not_yours';
  const changed = await tx.$executeRaw`
    UPDATE public.connect_attempts SET ended_at = now(), outcome = ${outcome}
     WHERE id = ${attemptId}::uuid AND claimed_at IS NULL AND ended_at IS NULL`;
  return changed === 1;
}
