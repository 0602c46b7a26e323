import { tryClearAlarm } from '#vault/alarms/alarm';
import { LeaseLostError } from '#vault/grants/lease';
import { type HeldTokens, pauseReceived, type ReceivedLease } from '#vault/grants/received-grant';
import { elapsedMs } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { mayConnect } from './await-confirmation';
import type { BegunExchange } from './begin-exchange';
import { checkGrant } from './check-grant';
import { commitConnection } from './commit-connection';
import { finishExchange } from './finish-exchange';
import { matchCustomer } from './match-customer';
import { recordAnswer } from './record-answer';
import { resolveConflict } from './resolve-conflict';
import { type Credential, sendCode } from './send-code';

/** A round is repeated when the existing grant has changed meanwhile; that does not go on for long. */
const MAX_ROUNDS = 5;

/** A call with tokens that are stored already, before their checks; it throws nothing. */
export type WhileReceived = (tokens: HeldTokens) => Promise<void>;

/**
 * From code to connection, once the beginning is committed: send the code, the one and only time, whatever comes back;
 * record the answer; then check, resolve and commit, all from what is stored.
 *
 * @param whileReceived see `WhileReceived`; a crash leaves it out.
 */
export async function runExchange(
  ctx: VaultContext,
  exchange: BegunExchange,
  credential: Credential,
  whileReceived?: WhileReceived,
): Promise<void> {
  const sent = await sendCode(ctx, exchange, credential);
  if (sent.kind === 'over') {
    await finishExchange(ctx, exchange, sent.result, { from: 'sent' });
    return;
  }
  const recorded = await recordAnswer(ctx, { ...exchange, sentAt: sent.sentAt }, sent.tokens);
  if (recorded.kind === 'moved_on')
    ctx.log.warn({ attemptId: exchange.attemptId }, 'a grant came too late and is revoked');
  if (recorded.kind !== 'recorded') return;
  await tryClearAlarm(ctx, 'wise_client_refused', exchange.environment, elapsedMs(sent.calledAt));
  await whileReceived?.(recorded.tokens);
  await completeExchange(ctx, recorded.lease, recorded.tokens);
}

/**
 * Checks the grant, compares its profile with the customer, resolves a conflict, commits the connection. May be repeated from
 * the stored tokens after any crash.
 */
export async function completeExchange(
  ctx: VaultContext,
  lease: ReceivedLease,
  tokens: HeldTokens,
): Promise<void> {
  try {
    if (!(await mayConnect(ctx, lease))) return;
    const proved = await checkGrant(ctx, lease, tokens);
    if (proved === undefined) return;
    let matched = await matchCustomer(ctx, lease, proved);
    if (matched === undefined || !(await mayConnect(ctx, lease, matched))) return;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const resolved = await resolveConflict(ctx, lease, matched);
      if (resolved === undefined) return;
      matched = resolved.matched;
      if ((await commitConnection(ctx, lease, matched, resolved.existing)) === 'connected') return;
    }
    await pauseReceived(ctx, lease);
  } catch (error) {
    const log = { attemptId: lease.attemptId, err: error };
    if (error instanceof LeaseLostError) {
      ctx.log.warn(log, 'exchange taken over by another worker');
      return;
    }
    ctx.log.error(log, 'promotion failed; it is tried again');
    await pauseReceived(ctx, lease);
  }
}
