import type { Secret } from '#lib/log/secret';
import { tryClearAlarm } from '#vault/alarms/alarm';
import { LeaseLostError } from '#vault/grants/lease';
import { type HeldTokens, pauseReceived, type ReceivedLease } from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';
import type { BegunExchange } from './begin-exchange';
import { checkGrant } from './check-grant';
import { commitConnection } from './commit-connection';
import { finishExchange } from './finish-exchange';
import { recordAnswer } from './record-answer';
import { resolveConflict } from './resolve-conflict';
import { sendCode } from './send-code';

/** A round is repeated when the existing grant has changed meanwhile; that does not go on for long. */
const MAX_ROUNDS = 5;

/**
 * From code to connection, once the beginning is committed: send the code, the one and only time, whatever comes back;
 * record the answer; then check, resolve and commit, all from what is stored.
 */
export async function runExchange(ctx: VaultContext, exchange: BegunExchange, code: Secret): Promise<void> {
  const sent = await sendCode(ctx, exchange, code);
  if (sent.kind === 'over') {
    await finishExchange(ctx, exchange, sent.result, { from: 'sent' });
    return;
  }
  const recorded = await recordAnswer(ctx, { ...exchange, sentAt: sent.sentAt }, sent.tokens);
  if (recorded.kind === 'moved_on')
    ctx.log.warn({ attemptId: exchange.attemptId }, 'a grant came too late and is revoked');
  if (recorded.kind !== 'recorded') return;
  await tryClearAlarm(ctx, 'wise_client_refused', exchange.environment);
  await completeExchange(ctx, recorded.lease, recorded.tokens);
}

/** Checks the grant, resolves a conflict, commits the connection. May be repeated from the stored tokens after any crash. */
export async function completeExchange(
  ctx: VaultContext,
  lease: ReceivedLease,
  tokens: HeldTokens,
): Promise<void> {
  try {
    let proved = await checkGrant(ctx, lease, tokens);
    for (let round = 0; proved !== undefined && round < MAX_ROUNDS; round += 1) {
      const resolved = await resolveConflict(ctx, lease, proved);
      if (resolved === undefined) return;
      proved = resolved.proved;
      if ((await commitConnection(ctx, lease, proved, resolved.existing)) === 'connected') return;
    }
    if (proved !== undefined) await pauseReceived(ctx, lease);
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
