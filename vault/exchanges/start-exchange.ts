import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import { type BegunExchange, beginExchange, hasExchange, recordUnsent } from './begin-exchange';
import { type ClaimedAttempt, loadClaimedAttempt, type SubmittedCode } from './load-claimed-attempt';
import { runExchange } from './run-exchange';

const TURN_POLL_MS = 200;

/**
 * Starts the exchange of an attempt's code, or finds that it was started before. Resolves as soon as the row
 * says so; the exchange itself is a task of its own, which no client that goes away can cancel. Then
 * `waitForExchange` tells how it ends.
 *
 * @throws AppError NOT_FOUND (not this customer's, not claimed, ended, another code), VAULT_UNAVAILABLE.
 */
export async function startExchange(ctx: VaultContext, ask: SubmittedCode): Promise<void> {
  if (ctx.tasks.isStopping) throw new AppError('VAULT_UNAVAILABLE', { log: 'the vault is stopping' });
  const attempt = await loadClaimedAttempt(ctx, ask);
  if (!attempt.isConfigured) {
    await refuseUnconfigured(ctx, attempt);
    return;
  }
  // Many callers of one attempt at once share one beginning in this process; the row decides over all.
  await ctx.exchangeStarts.run(attempt.attemptId, () => beginAndGo(ctx, attempt, ask.code));
}

async function beginAndGo(ctx: VaultContext, attempt: ClaimedAttempt, code: Secret): Promise<void> {
  const beginning = await begin(ctx, attempt);
  if (beginning === 'busy') ctx.tasks.start('exchange', () => waitForTurn(ctx, attempt, code));
  else if (beginning !== 'known')
    ctx.tasks.start('exchange', () => runExchange(ctx, beginning, { kind: 'code', code }));
}

async function begin(ctx: VaultContext, attempt: ClaimedAttempt): Promise<BegunExchange | 'known' | 'busy'> {
  if (attempt.hasEnded && !(await hasExchange(ctx, attempt.attemptId))) {
    throw new AppError('NOT_FOUND', { log: 'the attempt has ended' });
  }
  // A code is good for one try: it waits until Wise takes calls of ours again. While no secret of ours works it waits longer,
  // once it has begun (send-code.ts).
  if (ctx.pauses.leftMs(attempt.environment) > 0 && !isSecretRefused(ctx, attempt))
    return (await hasExchange(ctx, attempt.attemptId)) ? 'known' : 'busy';
  const beginning = await beginExchange(ctx, attempt);
  if (beginning.kind === 'code_used') {
    throw new AppError('NOT_FOUND', { log: 'the code was sent for another attempt' });
  }
  return beginning.kind === 'begun' ? beginning.exchange : beginning.kind;
}

/**
 * Exchanges of one customer and environment go one at a time; this one waits, but not for ever, and not for a pause
 * that it cannot outwait. A vault that stops sends no code any more: nobody would be there for the answer.
 */
async function waitForTurn(ctx: VaultContext, attempt: ClaimedAttempt, code: Secret): Promise<void> {
  const deadline = performance.now() + ctx.deadlines.webToVaultMs;
  while (performance.now() < deadline) {
    await sleep(TURN_POLL_MS);
    const isHopeless = performance.now() + ctx.pauses.leftMs(attempt.environment) > deadline;
    if (ctx.tasks.isStopping || isHopeless) break;
    const beginning = await beginOrBusy(ctx, attempt);
    if (beginning === 'known') return;
    if (beginning !== 'busy') return runExchange(ctx, beginning, { kind: 'code', code });
  }
  await retryWrite(ctx, 'exchange-unsent', () => recordUnsent(ctx, attempt, 'wise_unavailable'));
}

/**
 * Web was told `waiting` and does not hand the code over again: a database that is away for a moment must not drop it.
 * A beginning that was committed though its confirmation was lost is `known` the next time, and is not sent.
 */
async function beginOrBusy(
  ctx: VaultContext,
  attempt: ClaimedAttempt,
): Promise<BegunExchange | 'known' | 'busy'> {
  try {
    return await begin(ctx, attempt);
  } catch (error) {
    if (!isDatabaseFailure(error)) throw error;
    ctx.log.warn({ attemptId: attempt.attemptId, err: error }, 'a waiting code could not look for its turn');
    return 'busy';
  }
}

function isSecretRefused(ctx: VaultContext, attempt: ClaimedAttempt): boolean {
  const wise = ctx.wise.find(attempt);
  const standing = wise && ctx.credentials.standing(wise);
  return standing === 'refused' || standing === 'suspect';
}

async function refuseUnconfigured(ctx: VaultContext, attempt: ClaimedAttempt): Promise<void> {
  const isNew = await recordUnsent(ctx, attempt, 'client_refused');
  if (isNew) await raiseAlarm(ctx.database.db, ctx, 'client_id_changed', attempt.environment);
}
