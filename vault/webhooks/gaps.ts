import type { Tx } from '#lib/db/client';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { repeat, type Stop } from '#lib/jobs/repeat';
import { addJob } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Events may be missing, and why. `listener_down`: nobody listened for a while, and whatever stood in front may have answered
 * what Wise tries three times only.
 */
export type GapReason = 'listener_down' | 'subscription_missing' | 'silent';

/** Nobody listened for so long. Shorter ones Wise's own second and third try reach. */
const DOWN_MINUTES = 10;
const MARK_EVERY_MS = 30_000;

/** Notes a gap, and adds the job that closes it, in the caller's transaction. */
export async function recordGap(tx: Tx, environment: Environment, reason: GapReason): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO vault.webhook_watch AS w (environment, gap_since, gap_reason)
    VALUES (${environment}::public.environment, now(), ${reason})
    ON CONFLICT (environment) DO UPDATE SET gap_since = coalesce(w.gap_since, now()),
      gap_reason = coalesce(w.gap_reason, excluded.gap_reason)`;
  await addJob(tx, 'webhooks.catch_up', { environment }, { key: `webhooks.catch_up:${environment}` });
}

/**
 * Notes that this vault listens, each half minute, and notices where nobody has for a while. An environment to which nothing
 * was ever delivered has no gap.
 */
export function startListeningMark(ctx: Pick<VaultContext, 'database' | 'log' | 'wise'>): Stop {
  return repeat({
    work: async () => {
      for (const environment of ENVIRONMENTS.filter((each) => ctx.wise.hasEnvironment(each)))
        await markListening(ctx, environment);
    },
    everyMs: MARK_EVERY_MS,
    onError: (err) => ctx.log.warn({ err }, 'that the webhook listener is there was not noted'),
  });
}

/** @returns whether a gap was found. */
export async function markListening(
  { database, log }: Pick<VaultContext, 'database' | 'log'>,
  environment: Environment,
): Promise<boolean> {
  return database.db.$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ wasDown: boolean }[]>`
      SELECT delivered_at IS NOT NULL
        AND coalesce(listening_at < now() - ${DOWN_MINUTES}::int * interval '1 minute', false) AS "wasDown"
      FROM vault.webhook_watch WHERE environment = ${environment}::public.environment FOR UPDATE`;
    await tx.$executeRaw`
      INSERT INTO vault.webhook_watch (environment, listening_at) VALUES (${environment}::public.environment, now())
      ON CONFLICT (environment) DO UPDATE SET listening_at = now()`;
    if (before?.wasDown !== true) return false;
    log.warn({ environment }, 'nobody listened for webhooks for a while; connections are asked about');
    await recordGap(tx, environment, 'listener_down');
    return true;
  });
}
