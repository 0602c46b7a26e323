import { Prisma } from '#lib/db/generated/client';
import { type Clocks, elapsedMs, readClocks } from '#vault/grants/claim-lease';
import type { VaultContext } from '#vault/runtime/context';
import type { Exchange } from './exchange';
import { isTooOld, isWorkable, type WorkKind } from './workable';

/**
 * The right to work on one exchange after its answer has come. `worker_until` is lease and fence in one:
 * by database clock, and later with every claim, so that equality means "still mine".
 */
export type Work = Exchange & {
  fence: string;
  /** When this lease was taken, by this process's clocks and by the database's. */
  leasedAt: Clocks;
  leasedAtDatabase: Date;
  /** How long ago the answer of Wise came, by database clock. */
  ageMs: number;
  /** Tried for so long that it is given up. */
  isTooOld: boolean;
  /** The holder before us never gave the lease back, and may still come with an answer of Wise. */
  isTakenOver: boolean;
};

/** Thrown where the lease turns out to be somebody else's: everything is theirs from here on. */
export class WorkLostError extends Error {
  constructor() {
    super('another worker has taken over the exchange');
    this.name = 'WorkLostError';
  }
}

type WorkRow = Omit<Work, 'leasedAt'>;

/** Takes the lease when nobody holds it and this process may work on the exchange. */
export async function claimWork(
  ctx: VaultContext,
  attemptId: string,
  kind: WorkKind,
): Promise<Work | undefined> {
  const leasedAt = readClocks();
  const [row] = await ctx.database.db.$queryRaw<WorkRow[]>`
    UPDATE public.exchanges AS e
    SET worker_until = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond',
      open_leases = open_leases + 1
    WHERE e.attempt_id = ${attemptId}::uuid AND ${isWorkable(ctx, kind)}
    RETURNING e.attempt_id AS "attemptId", e.customer_id AS "customerId", e.environment::text AS environment,
      e.client_id AS "clientId", e.profile_id AS "profileId", e.worker_until::text AS fence,
      now() AS "leasedAtDatabase",
      coalesce(extract(epoch FROM now() - e.received_at) * 1000, 0)::float8 AS "ageMs", ${isTooOld(ctx, kind)} AS "isTooOld", e.open_leases > 1 AS "isTakenOver"`;
  return row === undefined ? undefined : { ...row, leasedAt };
}

const ALL = Prisma.sql`public.exchanges e`;
// One by one, as in tell-missing-keys.ts.
const WITH_TOKENS = Prisma.sql`vault.exchange_tokens held CROSS JOIN LATERAL (
  SELECT * FROM public.exchanges x WHERE x.attempt_id = held.attempt_id OFFSET 0) e`;

/** Exchanges that this process may take up now, those that wait longest first. */
export async function findWork(ctx: VaultContext, kind: WorkKind, count: number): Promise<string[]> {
  const rows = await ctx.database.db.$queryRaw<{ id: string }[]>`
    SELECT e.attempt_id AS id FROM ${kind === 'received' ? ALL : WITH_TOKENS} WHERE ${isWorkable(ctx, kind)}
    ORDER BY e.worker_until NULLS FIRST LIMIT ${count}`;
  return rows.map((row) => row.id);
}

/**
 * A fresh lease for the next call to Wise.
 *
 * @param forMs longer than usual for a refresh: if this process dies, whoever takes over must not build on tokens that
 *   it may still kill (`silenceMs`).
 * @throws WorkLostError
 */
export async function extendWork(
  ctx: VaultContext,
  work: Work,
  forMs: number = ctx.deadlines.leaseMs,
): Promise<void> {
  const leasedAt = readClocks();
  const [row] = await ctx.database.db.$queryRaw<{ fence: string; leasedAtDatabase: Date }[]>`
    UPDATE public.exchanges
    SET worker_until = now() + ${forMs}::float8 * interval '1 millisecond'
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
  if (elapsedMs(work.leasedAt) >= ctx.deadlines.sendWithinMs) throw new WorkLostError();
}

/** For what nobody has answered yet: soon at first, and ever less often. */
export function retryPauseMs(ctx: VaultContext, work: Work): number {
  const { promoteRetryMs, promoteRetryMaxMs } = ctx.deadlines;
  return Math.min(Math.max(promoteRetryMs, work.ageMs / 10), promoteRetryMaxMs);
}

/** Gives the work back, to be taken up again after a pause by whoever comes first. */
export async function pauseWork(ctx: VaultContext, work: Work, pauseMs: number): Promise<void> {
  await ctx.database.db.$executeRaw`
    UPDATE public.exchanges
    SET worker_until = now() + ${pauseMs}::float8 * interval '1 millisecond', open_leases = 0
    WHERE attempt_id = ${work.attemptId}::uuid AND worker_until = ${work.fence}::timestamptz`;
}
