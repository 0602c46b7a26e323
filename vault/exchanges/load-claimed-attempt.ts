import type { ExpectedFacts } from '#lib/contract/matching';
import { AppError } from '#lib/errors/app-error';
import { equalBytes } from '#lib/hash/compare';
import { sha256Bytes } from '#lib/hash/sha256';
import type { Secret } from '#lib/log/secret';
import type { Exchange } from '#vault/grants/received-grant';
import { isConfigured } from '#vault/limits/callable-clients';
import type { VaultContext } from '#vault/runtime/context';

export type ClaimedAttempt = Exchange & {
  /** Byte for byte what the authorise request said (RFC 6749 §4.1.3); never rebuilt. */
  redirectUri: string;
  codeHash: Buffer;
  /** False when the environment was switched off, or its client id changed, since the attempt began. */
  isConfigured: boolean;
  /** The connect session that it belongs to (design 4.22). */
  sessionId: string | null;
  /** Web has ended the attempt without us: a code for it is not sent any more. */
  hasEnded: boolean;
  /** What its profile is compared with (decision 094). */
  expected?: ExpectedFacts | undefined;
};

/** What came back for an attempt, and who brings it. */
export type SubmittedCode = {
  customerId: string;
  attemptId: string;
  code: Secret;
  sessionId?: string;
  /** What the customer's own sign-in said of them. */
  expected?: ExpectedFacts | undefined;
};

/**
 * The attempt behind a code: this customer's, claimed, with exactly this code. The profile is the one the
 * claim stored, so that a repeated callback cannot bring another one.
 *
 * @throws AppError NOT_FOUND, whatever is wrong with it.
 */
export async function loadClaimedAttempt(ctx: VaultContext, ask: SubmittedCode): Promise<ClaimedAttempt> {
  const attempt = await ctx.database.db.connectAttempt.findFirst({
    where: {
      id: ask.attemptId,
      customerId: ask.customerId,
      // a customer's own sign-in finishes no attempt of a session, and a session none of the sign-in
      sessionId: ask.sessionId ?? null,
      claimedAt: { not: null },
      customer: { erasureBeganAt: null },
    },
    select: {
      id: true,
      customerId: true,
      environment: true,
      clientId: true,
      profileId: true,
      redirectUri: true,
      codeHash: true,
      sessionId: true,
      outcome: true,
    },
  });
  const codeHash = sha256Bytes(ask.code.reveal());
  if (attempt === null || attempt.codeHash === null || !equalBytes(attempt.codeHash, codeHash)) {
    throw new AppError('NOT_FOUND', { log: 'no claimed attempt of this customer with this code' });
  }
  const { id, outcome, ...facts } = attempt;
  return {
    ...facts,
    registrationId: null,
    attemptId: id,
    codeHash,
    isConfigured: isConfigured(ctx, attempt),
    hasEnded: outcome !== null,
    // a session has what the partner said when it was made
    expected: ask.sessionId === undefined ? ask.expected : undefined,
  };
}
