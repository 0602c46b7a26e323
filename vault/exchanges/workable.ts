import { Prisma } from '#lib/db/generated/client';
import type { VaultContext } from '#vault/runtime/context';

/** `received`: to be promoted; `ended`: over without a connection, with a grant left to end. */
export type WorkKind = 'received' | 'ended';

/** How long a received grant is tried to be promoted before it is given up. */
const GIVE_UP_HOURS = 24;

/** Of the exchange `e`: tried for so long that it is given up. */
export function isTooOld(ctx: VaultContext, kind: WorkKind): Prisma.Sql {
  return kind === 'received'
    ? Prisma.sql`(e.received_at < now() - ${GIVE_UP_HOURS}::int * interval '1 hour')`
    : Prisma.sql`(e.finished_at < now() - ${ctx.deadlines.killWindowMs}::float8 * interval '1 millisecond')`;
}

/**
 * Of the exchange `e`: nobody works on it, and this process may. One that lacks the key of the stored tokens leaves
 * them to a vault that has it, for as long as there is time.
 */
export function isWorkable(ctx: VaultContext, kind: WorkKind): Prisma.Sql {
  const isOfKind =
    kind === 'received' ? Prisma.sql`e.state = 'received'` : Prisma.sql`e.state NOT IN ('sent', 'received')`;
  return Prisma.sql`(${isOfKind} AND (e.worker_until IS NULL OR e.worker_until <= now())
    AND (${isTooOld(ctx, kind)} OR NOT EXISTS (SELECT 1 FROM vault.exchange_tokens t
      WHERE t.attempt_id = e.attempt_id AND t.key_id <> ALL (${[...ctx.ring.keys.keys()]}::text[]))))`;
}
