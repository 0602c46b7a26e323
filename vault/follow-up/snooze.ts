import { type Actor, appendAudit } from '#lib/audit/append';
import { SNOOZE_MAX_DAYS } from '#lib/contract/follow-up';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { authoriseStaff } from '#vault/connections/authorise';
import type { VaultContext } from '#vault/runtime/context';
import { lockFollowUp } from './follow-up-row';

type Ask = { session: SessionClaim; connectionId: string };

/**
 * Puts a connection off: it is left out of what needs attention until then, and comes back by itself.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND; BAD_REQUEST for a time that is over or too far away.
 */
export async function snooze(
  ctx: VaultContext,
  { session, connectionId, until, reason }: Ask & { until: Date; reason: string },
): Promise<void> {
  const { actor } = await authoriseStaff(ctx, session, 'snooze', connectionId);
  await ctx.database.db.$transaction((tx) => snoozeWithin(tx, { actor, connectionId, until, reason }));
}

/** By whom; that they may is the caller's to know. */
type Within = { actor: Actor; connectionId: string };

/**
 * The same in the caller's transaction.
 *
 * @throws AppError NOT_FOUND, BAD_REQUEST
 */
export async function snoozeWithin(
  tx: Tx,
  { actor, connectionId, until, reason }: Within & { until: Date; reason: string },
): Promise<void> {
  const { environment } = await lockFollowUp(tx, connectionId);
  const changed = await tx.$executeRaw`
    UPDATE public.connection_follow_up SET snoozed_until = ${until}, snooze_reason = ${reason}, updated_at = now()
    WHERE connection_id = ${connectionId}::uuid AND ${until}::timestamptz > now()
      AND ${until}::timestamptz < now() + ${SNOOZE_MAX_DAYS}::int * interval '1 day'`;
  if (changed === 0) throw new AppError('BAD_REQUEST', { log: 'until is over or too far away' });
  await appendAudit(tx, {
    action: 'connection.snoozed',
    actor,
    connectionId,
    environment,
    detail: { until: until.toISOString() },
    personal: { reason },
  });
}

/** Ends it before its time. Nothing is written where it is over already. */
export async function endSnooze(ctx: VaultContext, { session, connectionId }: Ask): Promise<void> {
  const { actor } = await authoriseStaff(ctx, session, 'snooze', connectionId);
  await ctx.database.db.$transaction((tx) => endSnoozeWithin(tx, { actor, connectionId }));
}

/**
 * The same in the caller's transaction.
 *
 * @throws AppError NOT_FOUND
 */
export async function endSnoozeWithin(tx: Tx, { actor, connectionId }: Within): Promise<void> {
  const { isSnoozed, environment } = await lockFollowUp(tx, connectionId);
  if (!isSnoozed) return;
  await tx.$executeRaw`
    UPDATE public.connection_follow_up SET snoozed_until = NULL, snooze_reason = NULL, updated_at = now()
    WHERE connection_id = ${connectionId}::uuid`;
  await appendAudit(tx, { action: 'connection.snooze_ended', actor, connectionId, environment });
}
