import type { VaultContext } from '#vault/context';
import { type Clocks, elapsedMs, readClocks } from '#vault/grants/claim-lease';
import type { Exchange } from './exchange';

/**
 * The right to work on one exchange after its answer has come. `worker_until` is lease and fence in one:
 * by database clock, and later with every claim, so that equality means "still mine".
 */
export type Work = Exchange & {
  fence: string;
  /** When this lease was taken, by this process's clocks and by the database's. */
  leasedAt: Clocks;
  leasedAtDatabase: Date;
  /** Tried for so long that it is given up. */
  isTooOld: boolean;
};

/** Thrown where the lease turns out to be somebody else's: everything is theirs from here on. */
export class WorkLostError extends Error {
  constructor() {
    super('another worker has taken over the exchange');
    this.name = 'WorkLostError';
  }
}

/** How long a received grant is tried to be promoted before it is given up. */
const GIVE_UP_HOURS = 24;

type WorkRow = Exchange & { fence: string; leasedAtDatabase: Date; isTooOld: boolean };

/**
 * Takes the lease when nobody holds it.
 *
 * @param of `received`: to be promoted; `ended`: over without a connection, with a grant left to end.
 */
export async function claimWork(
  ctx: VaultContext,
  attemptId: string,
  of: 'received' | 'ended',
): Promise<Work | undefined> {
  const leasedAt = readClocks();
  const [row] = await ctx.database.db.$queryRaw<WorkRow[]>`
    UPDATE public.exchanges AS e
    SET worker_until = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond'
    WHERE e.attempt_id = ${attemptId}::uuid AND (e.worker_until IS NULL OR e.worker_until <= now())
      AND CASE ${of}::text WHEN 'received' THEN e.state = 'received'
        ELSE e.state NOT IN ('sent', 'received') END
    RETURNING e.attempt_id AS "attemptId", e.customer_id AS "customerId", e.environment::text AS environment,
      e.client_id AS "clientId", e.profile_id AS "profileId", e.worker_until::text AS fence,
      now() AS "leasedAtDatabase",
      CASE ${of}::text
        WHEN 'received' THEN e.received_at < now() - ${GIVE_UP_HOURS}::int * interval '1 hour'
        ELSE e.finished_at < now() - ${ctx.deadlines.killWindowMs}::float8 * interval '1 millisecond'
      END AS "isTooOld"`;
  return row === undefined ? undefined : { ...row, leasedAt };
}

/**
 * A fresh lease for the next call to Wise.
 *
 * @throws WorkLostError
 */
export async function extendWork(ctx: VaultContext, work: Work): Promise<void> {
  const leasedAt = readClocks();
  const [row] = await ctx.database.db.$queryRaw<{ fence: string; leasedAtDatabase: Date }[]>`
    UPDATE public.exchanges
    SET worker_until = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond'
    WHERE attempt_id = ${work.attemptId}::uuid AND worker_until = ${work.fence}::timestamptz
    RETURNING worker_until::text AS fence, now() AS "leasedAtDatabase"`;
  if (row === undefined) throw new WorkLostError();
  work.fence = row.fence;
  work.leasedAt = leasedAt;
  work.leasedAtDatabase = row.leasedAtDatabase;
}

/**
 * A process that was stopped and wakes late must not use the refresh token: somebody else's would die of it.
 *
 * @throws WorkLostError
 */
export function assertMaySend(ctx: VaultContext, work: Work): void {
  const { leaseMs, leaseSlackMs, tokenCallMs } = ctx.deadlines;
  if (elapsedMs(work.leasedAt) >= leaseMs - tokenCallMs - leaseSlackMs) throw new WorkLostError();
}

/** Gives the work back, to be taken up again after a pause by whoever comes first. */
export async function pauseWork(ctx: VaultContext, work: Work, pauseMs: number): Promise<void> {
  await ctx.database.db.$executeRaw`
    UPDATE public.exchanges SET worker_until = now() + ${pauseMs}::float8 * interval '1 millisecond'
    WHERE attempt_id = ${work.attemptId}::uuid AND worker_until = ${work.fence}::timestamptz`;
}
