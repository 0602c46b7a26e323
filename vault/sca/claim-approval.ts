import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { equalBytes } from '#lib/hash/compare';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { type ChallengeIdentity, openOneTimeToken } from './challenge-row';

export type NamedCall = {
  challengeId: string;
  connectionId: string;
  digest: Buffer;
  apiKeyId: string | null;
};

/** The right to send one call with its approval. Whoever holds it says afterwards what became of the call. */
export type ApprovalClaim = {
  challengeId: string;
  connectionId: string;
  apiKeyId: string | null;
  /** Goes into the header `x-2fa-approval` of this call and nowhere else. */
  oneTimeToken: Secret;
};

type Row = ChallengeIdentity & {
  digest: Buffer | null;
  keyId: string | null;
  wrappedKey: Buffer | null;
  token: Buffer | null;
  isUsed: boolean;
  isExpired: boolean;
};

/**
 * Takes the approval of a challenge for the call that it was raised for, once (promise 14). The claim is committed before
 * anything is sent: of two that repeat the call at once one gets it, and after a crash nobody does.
 *
 * @throws AppError NOT_FOUND (no such challenge of this connection), CHALLENGE_MISMATCH (another method, path, query,
 *   media type or body), CHALLENGE_USED, CHALLENGE_EXPIRED, RECORD_REFUSED, KEY_UNKNOWN. Nothing was sent then, nor may be.
 */
export async function claimApproval(ctx: VaultContext, call: NamedCall): Promise<ApprovalClaim> {
  return ctx.database.db.$transaction(async (tx) => {
    const row = await lockRow(tx, call);
    if (row === undefined) throw new AppError('NOT_FOUND', { log: 'no such challenge of this connection' });
    if (row.digest === null || !equalBytes(row.digest, call.digest)) throw new AppError('CHALLENGE_MISMATCH');
    if (row.isUsed) throw new AppError('CHALLENGE_USED');
    if (row.isExpired) throw new AppError('CHALLENGE_EXPIRED');
    const { challengeId, connectionId, apiKeyId } = call;
    const oneTimeToken = await openOneTimeToken(ctx, row);
    const claim = { challengeId, connectionId, apiKeyId, oneTimeToken };
    await tx.$executeRaw`UPDATE vault.sca_challenges SET used_at = now() WHERE id = ${challengeId}::uuid`;
    await audit(tx, claim, 'sca.approval_used');
    return claim;
  });
}

/** Wise took the call, or may have: the approval is gone for good, and its token is erased. */
export async function finishApproval({ database }: VaultContext, claim: ApprovalClaim): Promise<void> {
  await database.db.$executeRaw`
    UPDATE vault.sca_challenges
    SET approved_at = coalesce(approved_at, used_at), key_id = NULL, wrapped_key = NULL, token = NULL
    WHERE id = ${claim.challengeId}::uuid AND used_at IS NOT NULL`;
}

/**
 * Wise surely did not act: the call was never sent, or it was refused before it acted (401, 429, or the customer has not
 * approved yet). The same call may be repeated with the same challenge; with `isOver` not, because Wise wants another.
 */
export async function returnApproval(
  { database }: VaultContext,
  claim: ApprovalClaim,
  { isOver = false } = {},
): Promise<void> {
  await database.db.$transaction(async (tx) => {
    const returned = await tx.$executeRaw`
      UPDATE vault.sca_challenges
      SET used_at = NULL, expires_at = CASE WHEN ${isOver} THEN least(expires_at, now()) ELSE expires_at END
      WHERE id = ${claim.challengeId}::uuid AND used_at IS NOT NULL AND token IS NOT NULL`;
    if (returned === 1) await audit(tx, claim, 'sca.approval_returned');
  });
}

async function lockRow(tx: Tx, { challengeId, connectionId }: NamedCall): Promise<Row | undefined> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT s.id AS "challengeId", s.connection_id AS "connectionId", c.environment::text, c.client_id AS "clientId",
      c.customer_id AS "customerId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId", s.digest,
      s.key_id AS "keyId", s.wrapped_key AS "wrappedKey", s.token, s.used_at IS NOT NULL AS "isUsed",
      s.expires_at <= now() AS "isExpired"
    FROM vault.sca_challenges s JOIN public.connections c ON c.id = s.connection_id
    WHERE s.id = ${challengeId}::uuid AND s.connection_id = ${connectionId}::uuid FOR UPDATE OF s`;
  return rows[0];
}

function audit(
  tx: Tx,
  { challengeId, connectionId, apiKeyId }: ApprovalClaim,
  action: 'sca.approval_used' | 'sca.approval_returned',
): Promise<bigint> {
  const actor = { kind: 'system', id: 'partner API' } as const;
  return appendAudit(tx, { action, actor, connectionId, detail: { challengeId, apiKey: apiKeyId } });
}
