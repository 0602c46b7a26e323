import { appendAudit } from '#lib/audit/append';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { openCode } from '#vault/registrations/registration-code';
import { endRegistration } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseTokens } from '#vault/wise/outcomes';
import { type Lease, renewLease } from './lease';

export type MintedAgain =
  /** New tokens, under the same lease; they are to be proved before they are vended. */
  | { kind: 'minted'; lease: Lease; tokens: WiseTokens & { refresh: Secret } }
  /** There is no code, or Wise does not take it any more: only the customer can connect again. */
  | { kind: 'none' }
  /** Nobody can say yet. */
  | { kind: 'unanswered' };

/**
 * Wise refused the refresh token of a connection. If the partner made its user, the registration code gives new tokens, and
 * nobody has to reconnect (docs/wise.md 7.3). A code that is refused is erased: the user has taken the account over, or
 * Wise closed it.
 */
export async function mintAgain(ctx: VaultContext, lease: Lease): Promise<MintedAgain> {
  const registration = await ctx.database.db.wiseRegistration.findFirst({
    where: { connectionId: lease.connectionId, state: 'connected' },
    select: { id: true, email: true },
  });
  if (registration === null) return { kind: 'none' };
  const { id, email } = registration;
  const registrationCode = await openOrPass(ctx, lease, id);
  if (registrationCode === undefined) return { kind: 'none' };
  const wise = ctx.wise.find(lease);
  const { environment } = lease;
  if (registrationCode === 'key missing' || wise === undefined || !ctx.pauses.admit(environment))
    return { kind: 'unanswered' };
  // A second call within one lease: whoever takes the row over counts from when this one was sent.
  const renewed = await renewLease(ctx, lease);
  if (renewed === undefined) return { kind: 'unanswered' };
  ctx.refreshRate.recordUnreserved(environment);
  const { outcome } = await callTokenEndpoint(ctx, wise, () =>
    wise.exchangeRegistrationCode({ email, registrationCode }),
  );
  if (outcome.kind === 'grant_refused') {
    await ctx.database.db.$transaction((tx) => endRegistration(tx, id, 'claimed', 'code_refused'));
    return { kind: 'none' };
  }
  if (outcome.kind !== 'tokens' || outcome.tokens.refresh === null) return { kind: 'unanswered' };
  const { refresh } = outcome.tokens;
  return {
    kind: 'minted',
    lease: { ...renewed, wasUncertain: true },
    tokens: { ...outcome.tokens, refresh },
  };
}

/** `key missing`: another vault has it, or an operator puts it back. A record that was changed is as good as none. */
async function openOrPass(
  ctx: VaultContext,
  { environment, clientId, customerId }: Lease,
  id: string,
): Promise<Secret | 'key missing' | undefined> {
  try {
    return await openCode(ctx, { id, environment, clientId, customerId });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === 'KEY_UNKNOWN' ? 'key missing' : undefined;
  }
}

/** A mint is a new grant at Wise: its time says which of two consents came last (design 4.3). */
export async function recordMint(ctx: VaultContext, lease: Lease, wiseCreatedAt: Date | null): Promise<void> {
  const { connectionId, environment } = lease;
  await ctx.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE vault.grants SET wise_created_at = ${wiseCreatedAt}
      WHERE connection_id = ${connectionId}::uuid AND epoch = ${lease.epoch}`;
    await appendAudit(tx, {
      action: 'wise_user.tokens_reissued',
      actor: { kind: 'system', id: 'vault' },
      connectionId,
      environment,
    });
  });
}
