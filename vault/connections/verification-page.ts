import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { hostedReview, moneyMovement } from '#lib/contract/standings';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { standingsFor } from '#lib/standings/standings-for';
import { hostedPageOrigins } from '#vault/env/hosted-pages';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { askForHostedPage, isOnOrigin } from '#vault/wise/kyc-reviews';
import type { ApiOutcome } from '#vault/wise/outcomes';
import { type Caller, findCaller } from './caller';

type Ask = { session: SessionClaim; connectionId: string };

/**
 * The address of Wise's page where the owner gives what a review of their profile waits for. It is asked for when they are on
 * their way, is neither stored nor logged, and is of Wise's own origins. The trail says that it was handed out.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN (staff), NOT_FOUND, SIGN_IN_TOO_OLD; CONFLICT when nothing waits for them, or Wise
 *   has no page for it; as `vend`; WISE_TOKEN_REFUSED, WISE_NOT_ALLOWED, WISE_UNAVAILABLE; CONFIGURATION_WRONG for a page
 *   elsewhere.
 */
export async function askForVerificationPage(ctx: VaultContext, ask: Ask): Promise<Secret> {
  const { connectionId } = ask;
  const { caller, environment, reviewId } = await findWaitingReview(ctx, ask);
  const { access, clientId, profileId } = await vend(ctx, connectionId, {
    use: { purpose: 'check', apiKeyId: '', requestId: reviewId, network: undefined },
  });
  const outcome = await askForHostedPage(ctx.wise.mustFind({ environment, clientId }), {
    ...{ access, profileId, reviewId },
    redirectUrl: new URL(`/connections/${connectionId}/verification`, ctx.env.APP_URL).href,
    deadlineMs: ctx.deadlines.apiCallMs,
  });
  const page = pageOf(outcome);
  if (!isOnOrigin(page, hostedPageOrigins(ctx.env, environment)))
    throw new AppError('CONFIGURATION_WRONG', {
      log: `Wise’s page of a review is of none of WISE_${environment.toUpperCase()}_HOSTED_PAGE_ORIGINS`,
    });
  await appendAudit(ctx.database.db, {
    action: 'connection.verification_opened',
    actor: caller.actor,
    connectionId,
    environment,
    detail: { reviewId },
  });
  return page;
}

async function findWaitingReview(ctx: VaultContext, { session, connectionId }: Ask) {
  const caller = await findCaller(ctx, session);
  const row = await findOwn(ctx, caller, connectionId);
  if (!caller.session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  const standingsOf = await standingsFor(ctx.database.db, [row]);
  const reviewId = hostedReview(moneyMovement(standingsOf(row), row.connectedAt));
  if (reviewId === undefined) throw new AppError('CONFLICT', { log: 'no review waits for the customer' });
  return { caller, environment: row.environment, reviewId };
}

async function findOwn(ctx: VaultContext, caller: Caller, connectionId: string) {
  if (caller.audience !== 'customer')
    throw new AppError('FORBIDDEN', { log: 'staff verify nobody in their name' });
  const row = await ctx.database.db.connection.findFirst({
    where: { id: connectionId, customerId: caller.session.customerId },
    select: { environment: true, wiseUserId: true, profileId: true, connectedAt: true },
  });
  if (row === null) throw new AppError('NOT_FOUND', { log: 'no such connection for this caller' });
  return row;
}

function pageOf(outcome: ApiOutcome<Secret | null>): Secret {
  switch (outcome.kind) {
    case 'ok':
      if (outcome.value === null) throw new AppError('CONFLICT', { log: 'Wise has no page for the review' });
      return outcome.value;
    case 'not_found':
      throw new AppError('CONFLICT', { log: 'Wise does not know the review' });
    case 'unauthorised':
      throw new AppError('WISE_TOKEN_REFUSED', { retryAfterSeconds: 1 });
    case 'forbidden':
      throw new AppError('WISE_NOT_ALLOWED');
    case 'unavailable':
      throw new AppError('WISE_UNAVAILABLE', { retryAfterSeconds: 5 });
  }
}
