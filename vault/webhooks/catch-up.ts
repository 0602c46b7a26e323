import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { AccessUse } from '#vault/access-records/write-records';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import { refuseIfHeld } from '#vault/holds/in-force';
import { addJob, type JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { wiseTimeOf } from '#vault/wise/events/wise-time';
import { applyFacts } from './apply-facts';
import { lockSorting } from './standings';

/** Connections that one job asks about; the next job goes on after them. */
const PAGE = 50;

type Row = { id: string; profileId: string; clientId: string };

/**
 * Closes a gap (promise 15): asks Wise about each active connection, under the deployment's one rate. A user that Wise
 * deactivated shows by a token that is refused, a profile by its own state; both are applied as an event would be. What
 * Wise tells by events alone (withdraw only, verification, reviews) cannot be asked for.
 */
export const catchUp: JobHandler<'webhooks.catch_up'> = async (ctx, { environment, after }, signal) => {
  // what a hold keeps from being asked is no closed gap: the job is tried again after its release
  await refuseIfHeld(ctx.database.pool, environment);
  const rows = await ctx.database.db.$queryRaw<Row[]>`
    SELECT id, profile_id AS "profileId", client_id AS "clientId" FROM public.connections
    WHERE environment = ${environment}::public.environment AND status = 'active' AND frozen_at IS NULL
      AND id > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
    ORDER BY id LIMIT ${PAGE}::integer`;
  for (const row of rows) {
    if (signal.aborted) throw new Error('asking about connections was broken off');
    await waitForPermit(ctx, environment, signal);
    await askAbout(ctx, environment, row);
  }
  await ctx.database.db.$transaction(async (tx) => {
    const last = rows.at(-1);
    if (rows.length === PAGE && last !== undefined) {
      await addJob(tx, 'webhooks.catch_up', { environment, after: last.id });
      return;
    }
    await tx.$executeRaw`
      UPDATE vault.webhook_watch SET gap_since = NULL, gap_reason = NULL, caught_up_at = now()
      WHERE environment = ${environment}::public.environment`;
    ctx.log.info({ environment }, 'every active connection was asked about; the gap in webhooks is closed');
  });
};

async function waitForPermit(
  ctx: VaultContext,
  environment: Environment,
  signal: AbortSignal,
): Promise<void> {
  while ((await ctx.refreshRate.take(environment, 1, true)) === 0) {
    await sleep(Math.max(20, ctx.refreshRate.beginsInMs(environment)), undefined, { signal });
  }
}

const CATCH_UP: AccessUse = {
  purpose: 'check',
  apiKeyId: '',
  requestId: 'webhooks.catch_up',
  network: undefined,
};

async function askAbout(ctx: VaultContext, environment: Environment, row: Row): Promise<void> {
  const client = ctx.wise.find({ environment, clientId: row.clientId });
  if (client === undefined) return;
  try {
    const { access } = await vend(ctx, row.id, { use: CATCH_UP });
    const me = await client.me(access);
    // the refresh finds out whether the grant is over, by the rules that hold for every refusal
    if (me.kind === 'unauthorised') await refreshGrant(ctx, row.id, { why: 'check' });
    if (me.kind !== 'ok') return;
    ctx.refreshRate.recordUnreserved(environment);
    const state = await client.profileState(access, row.profileId);
    if (state.kind !== 'ok' || state.value !== 'deactivated') return;
    const now = wiseTimeOf(BigInt(Date.now()) * 1_000n);
    await ctx.database.db.$transaction(async (tx) => {
      await lockSorting(tx);
      await applyFacts(tx, [
        {
          environment,
          subject: 'profile',
          subjectId: row.profileId,
          fact: 'state',
          reference: '',
          value: state.value,
          dueAt: null,
          occurredAt: now,
          sentAt: now,
        },
      ]);
    });
  } catch (error) {
    // its token is not ready, or the connection has ended meanwhile: its own refresh finds out
    if (!(error instanceof AppError)) throw error;
    ctx.log.debug({ connectionId: row.id, err: error }, 'a connection could not be asked about');
  }
}
