import { AppError } from '#lib/errors/app-error';
import { raiseAlarm } from '#vault/alarms/alarm';
import { alarm } from '#vault/grants/alarms';
import type { VaultContext } from '#vault/runtime/context';
import { checkProfile, type ProfileCheck } from './check-profile';
import type { HeldTokens } from './exchange-tokens';
import { openTokens } from './exchange-tokens';
import { type Ending, type Finish, finishExchange } from './finish-exchange';
import { renewTokens } from './renew-tokens';
import { settleRivalry } from './settle-rivalry';
import { unsettleRivals } from './unsettle-rivals';
import { claimWork, pauseWork, retryPauseMs, type Work, WorkLostError } from './work-lease';

/** Renewals within one run: one for a token that died in a crash, and no ping-pong with Wise after that. */
const MAX_RENEWALS = 1;

/**
 * Takes up a received exchange that nobody works on and brings it to its end: checks, promotion or refusal.
 * Everything may be repeated from the stored tokens after a crash at any point.
 */
export async function promoteExchange(ctx: VaultContext, attemptId: string): Promise<void> {
  const work = await claimWork(ctx, attemptId, 'received');
  if (work === undefined) return;
  if (work.isTooOld) {
    await finish(ctx, work, { state: 'failed', reason: 'wise_unavailable' });
    return;
  }
  const tokens = await openHeld(ctx, work);
  if (tokens !== undefined) await promote(ctx, work, tokens);
}

/** The same, for whoever holds the work lease and has the tokens in hand. */
export async function promote(ctx: VaultContext, work: Work, tokens: HeldTokens): Promise<void> {
  try {
    await run(ctx, work, tokens);
  } catch (error) {
    const log = { attemptId: work.attemptId, err: error };
    if (error instanceof WorkLostError) {
      ctx.log.warn(log, 'exchange taken over by another worker');
      return;
    }
    ctx.log.error(log, 'promotion failed; it is tried again');
    await pauseWork(ctx, work, retryPauseMs(ctx, work));
  }
}

async function run(ctx: VaultContext, work: Work, first: HeldTokens): Promise<void> {
  let tokens = first;
  for (let renewals = 0; ; renewals += 1) {
    const check = await checkProfile(ctx, work, tokens.access);
    if (check.kind === 'granted') return settleRivalry(ctx, work, { ...check, tokens });
    if (check.kind !== 'unauthorised') return refuse(ctx, work, check);
    if (renewals >= MAX_RENEWALS) return pauseWork(ctx, work, retryPauseMs(ctx, work));
    // A crash between a confirming refresh and its commit leaves a stored access token that is dead.
    const { wiseUserId } = check;
    const renewal = await renewTokens(ctx, work, tokens, () =>
      unsettleRivals(ctx.database.db, ctx, work, wiseUserId),
    );
    if (renewal.kind === 'unavailable') return pauseWork(ctx, work, renewal.pauseMs);
    if (renewal.kind === 'dead') {
      await finish(ctx, work, { state: 'interrupted', reason: null }, { isDeadAtWise: true });
      return;
    }
    tokens = renewal.tokens;
  }
}

async function refuse(
  ctx: VaultContext,
  work: Work,
  check: Exclude<ProfileCheck, { kind: 'granted' | 'unauthorised' }>,
): Promise<void> {
  switch (check.kind) {
    case 'mismatch':
    case 'no_profile': {
      const reason = check.kind === 'mismatch' ? 'profile_mismatch' : 'no_profile';
      await finish(ctx, work, { state: 'refused', reason }, { wiseUserId: check.wiseUserId });
      return;
    }
    case 'not_configured':
      await finish(ctx, work, { state: 'failed', reason: 'client_refused' });
      await alarm(ctx, 'client_id_changed', work.environment);
      return;
    case 'not_allowed':
      if (work.ageMs < ctx.deadlines.notAllowedPatienceMs)
        return pauseWork(ctx, work, retryPauseMs(ctx, work));
      await finish(
        ctx,
        work,
        { state: 'failed', reason: 'wise_unavailable' },
        check.wiseUserId === undefined ? {} : { wiseUserId: check.wiseUserId },
      );
      return;
    case 'unavailable':
      await pauseWork(ctx, work, retryPauseMs(ctx, work));
  }
}

/** Ends the exchange from the state we work in; the recovery ends what Wise gave, beginning now. */
async function finish(
  ctx: VaultContext,
  work: Work,
  ending: Ending,
  options: Omit<Finish, 'from' | 'fence'> = {},
): Promise<void> {
  const isOurs = await finishExchange(ctx, work, ending, { ...options, from: 'received', fence: work.fence });
  if (!isOurs) throw new WorkLostError();
}

/** The stored tokens, opened; a record that does not pass its checks ends the exchange with an alarm. */
async function openHeld(ctx: VaultContext, work: Work): Promise<HeldTokens | undefined> {
  try {
    const row = await openTokens(ctx, work);
    const access = row?.field('access');
    const refresh = row?.field('refresh');
    if (row?.times === undefined || access === undefined || refresh === undefined) {
      throw new AppError('RECORD_REFUSED', { log: 'a received exchange without its tokens' });
    }
    return { access, refresh, version: row.version, times: row.times };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'RECORD_REFUSED') throw error;
    ctx.log.error({ attemptId: work.attemptId, err: error }, 'the tokens of an exchange were refused');
    await raiseAlarm(ctx.database.db, ctx, 'record_refused', work.environment);
    // Its refresh token may still open, and then ends the grant at Wise.
    await finish(ctx, work, { state: 'interrupted', reason: null });
    return undefined;
  }
}
