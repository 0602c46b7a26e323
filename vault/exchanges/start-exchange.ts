import { setTimeout as sleep } from 'node:timers/promises';
import { appendAudit } from '#lib/audit/append';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { raiseAlarm } from '#vault/alarms/alarm';
import { createSingleFlight } from '#vault/grants/single-flight';
import { tryWriting } from '#vault/grants/try-writing';
import type { VaultContext } from '#vault/runtime/context';
import { type AdmittedAttempt, admitAttempt } from './admit-attempt';
import { type BegunExchange, beginExchange, hasExchange } from './begin-exchange';
import { customerActor } from './customer-actor';
import { sendCode } from './send-code';
import { supersedeStale } from './supersede-stale';

const TURN_POLL_MS = 200;

type SingleFlight = ReturnType<typeof createSingleFlight<void>>;

/**
 * Starts the exchange of an attempt's code, or finds that it was started before. Resolves as soon as the row
 * says so; the exchange itself is a task of its own, which no client that goes away can cancel. Then
 * `waitForExchange` tells how it ends.
 *
 * @throws AppError NOT_FOUND (not this customer's, not claimed, ended, another code), VAULT_UNAVAILABLE.
 */
export async function startExchange(
  ctx: VaultContext,
  ask: { customerId: string; attemptId: string; code: Secret },
): Promise<void> {
  if (ctx.tasks.isStopping) throw new AppError('VAULT_UNAVAILABLE', { log: 'the vault is stopping' });
  const attempt = await admitAttempt(ctx, ask);
  if (!attempt.isConfigured) {
    await refuseUnconfigured(ctx, attempt);
    return;
  }
  await startsOf(ctx).run(attempt.attemptId, () => beginAndGo(ctx, attempt, ask.code));
}

/** Many callers of one attempt at once share one beginning in this process; the row decides over all. */
const startsByContext = new WeakMap<VaultContext, SingleFlight>();

function startsOf(ctx: VaultContext): SingleFlight {
  const starts = startsByContext.get(ctx) ?? createSingleFlight<void>();
  startsByContext.set(ctx, starts);
  return starts;
}

async function beginAndGo(ctx: VaultContext, attempt: AdmittedAttempt, code: Secret): Promise<void> {
  const beginning = await begin(ctx, attempt);
  if (beginning === 'busy') ctx.tasks.start('exchange', () => waitForTurn(ctx, attempt, code));
  else if (beginning !== 'known') ctx.tasks.start('exchange', () => sendCode(ctx, beginning, code));
}

async function begin(ctx: VaultContext, attempt: AdmittedAttempt): Promise<BegunExchange | 'known' | 'busy'> {
  if (attempt.hasEnded && !(await hasExchange(ctx, attempt.attemptId))) {
    throw new AppError('NOT_FOUND', { log: 'the attempt has ended' });
  }
  // A code is good for one try: it waits until Wise takes calls of ours again.
  if (ctx.pauses.leftMs(attempt.environment) > 0)
    return (await hasExchange(ctx, attempt.attemptId)) ? 'known' : 'busy';
  let beginning = await beginExchange(ctx, attempt);
  if (beginning.kind === 'busy' && (await supersedeStale(ctx, attempt)))
    beginning = await beginExchange(ctx, attempt);
  if (beginning.kind === 'code_used') {
    throw new AppError('NOT_FOUND', { log: 'the code was sent for another attempt' });
  }
  return beginning.kind === 'begun' ? beginning.exchange : beginning.kind;
}

/**
 * Exchanges of one customer and environment go one at a time; this one waits, but not for ever, and not for a pause
 * that it cannot outwait. A vault that stops sends no code any more: nobody would be there for the answer.
 */
async function waitForTurn(ctx: VaultContext, attempt: AdmittedAttempt, code: Secret): Promise<void> {
  const deadline = performance.now() + ctx.deadlines.webToVaultMs;
  while (performance.now() < deadline) {
    await sleep(TURN_POLL_MS);
    const isHopeless = performance.now() + ctx.pauses.leftMs(attempt.environment) > deadline;
    if (ctx.tasks.isStopping || isHopeless) break;
    const beginning = await beginOrBusy(ctx, attempt);
    if (beginning === 'known') return;
    if (beginning !== 'busy') return sendCode(ctx, beginning, code);
  }
  await tryWriting(ctx, 'exchange-unsent', () => recordUnsent(ctx, attempt, 'wise_unavailable'));
}

/**
 * Web was told `waiting` and does not hand the code over again: a database that is away for a moment must not drop it.
 * A beginning that was committed though its confirmation was lost is `known` the next time, and is not sent.
 */
async function beginOrBusy(
  ctx: VaultContext,
  attempt: AdmittedAttempt,
): Promise<BegunExchange | 'known' | 'busy'> {
  try {
    return await begin(ctx, attempt);
  } catch (error) {
    if (!isDatabaseFailure(error)) throw error;
    ctx.log.warn({ attemptId: attempt.attemptId, err: error }, 'a waiting code could not look for its turn');
    return 'busy';
  }
}

async function refuseUnconfigured(ctx: VaultContext, attempt: AdmittedAttempt): Promise<void> {
  const isNew = await recordUnsent(ctx, attempt, 'client_refused');
  if (isNew) await raiseAlarm(ctx.database.db, ctx, 'client_id_changed', attempt.environment);
}

/** An outcome for a code that is not sent: the row makes it final, as it does for a sent one. */
async function recordUnsent(
  ctx: VaultContext,
  attempt: AdmittedAttempt,
  reason: 'client_refused' | 'wise_unavailable',
): Promise<boolean> {
  const { attemptId, customerId, environment } = attempt;
  return ctx.database.db.$transaction(async (tx) => {
    const inserted = await tx.$executeRaw`
      INSERT INTO public.exchanges (attempt_id, code_hash, customer_id, environment, client_id, profile_id,
        state, reason, deadline_at, finished_at)
      VALUES (${attemptId}::uuid, ${attempt.codeHash}, ${customerId}::uuid,
        ${environment}::public.environment, ${attempt.clientId}, ${attempt.profileId}, 'failed', ${reason},
        now(), now())
      ON CONFLICT DO NOTHING`;
    if (inserted === 0) return false;
    await appendAudit(tx, {
      action: 'connection.refused',
      actor: await customerActor(tx, customerId),
      environment,
      detail: { attemptId, state: 'failed', reason, wasSent: false },
    });
    return true;
  });
}
