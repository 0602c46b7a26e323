import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { alarm } from '#vault/grants/alarms';
import { readClocks } from '#vault/grants/claim-lease';
import { heedOutcome } from '#vault/grants/heed-outcome';
import { tryWriting } from '#vault/grants/try-writing';
import type { VaultContext } from '#vault/runtime/context';
import { openTokens } from './exchange-tokens';
import { unsettleRivals } from './unsettle-rivals';
import { assertMaySend, claimWork, pauseWork, type Work } from './work-lease';

/**
 * Ends at Wise what an exchange without a connection was given: one refresh kills the access token (W6),
 * then refresh token and data key are erased. After 15 minutes they are erased whatever the result.
 */
export async function endExchangeGrant(ctx: VaultContext, attemptId: string): Promise<void> {
  const work = await claimWork(ctx, attemptId, 'ended');
  if (work === undefined) return;
  const refresh = work.isTooOld ? undefined : await openRefresh(ctx, work);
  if (refresh === undefined) {
    ctx.log.warn(
      { attemptId },
      'the grant of an exchange is given up: what Wise gave may not be ended there',
    );
    return erase(ctx, work);
  }
  const wise = ctx.wise.get(work.environment);
  if (wise === undefined || wise.config.clientId !== work.clientId)
    return pauseWork(ctx, work, ctx.deadlines.killRetryMs);
  const pausedMs = ctx.pauses.leftMs(work.environment);
  if (pausedMs > 0) return pauseWork(ctx, work, pausedMs);
  // Once more: this may be a late try, and the brake settles a grant that was refused while its token still works.
  await unsettleRivals(ctx.database.db, ctx, work, undefined);
  assertMaySend(ctx, work);
  const calledAt = readClocks();
  ctx.refreshRate.note(work.environment);
  const outcome = await wise.refresh(refresh);
  await heedOutcome(ctx, work.environment, outcome, calledAt);
  if (outcome.kind === 'tokens' || outcome.kind === 'grant_refused') return erase(ctx, work);
  ctx.log.info({ attemptId, outcome: outcome.kind }, 'the grant of a refused exchange is not ended yet');
  await pauseWork(ctx, work, ctx.deadlines.killRetryMs);
}

/** Nothing: the record was changed, or its key has been missing for the whole kill window. */
async function openRefresh(ctx: VaultContext, work: Work): Promise<Secret | undefined> {
  try {
    return (await openTokens(ctx, work))?.field('refresh');
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'RECORD_REFUSED') throw error;
    ctx.log.error({ attemptId: work.attemptId, err: error }, 'the refresh token of an exchange was refused');
    await alarm(ctx, 'record_refused', work.environment);
    return undefined;
  }
}

async function erase(ctx: VaultContext, work: Work): Promise<void> {
  await tryWriting(
    ctx,
    'exchange-erase',
    () =>
      ctx.database.db.$executeRaw`
      DELETE FROM vault.exchange_tokens t USING public.exchanges e
      WHERE t.attempt_id = ${work.attemptId}::uuid AND e.attempt_id = t.attempt_id
        AND e.state NOT IN ('sent', 'received') AND e.worker_until = ${work.fence}::timestamptz`,
  );
}
