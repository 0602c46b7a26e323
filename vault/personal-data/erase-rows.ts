import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { VaultContext } from '#vault/runtime/context';
import { isBlocked, type OpenErasure } from './erasure-row';
import { PERSONAL_TABLES, type PersonalTable } from './tables';

/**
 * Second half of an erasure, in one transaction: every table of the list, the proof of it with its counts, the audit row.
 *
 * @returns false when something came in between, and nothing was erased.
 */
export async function eraseRows(ctx: VaultContext, erasure: OpenErasure): Promise<boolean> {
  const { id, customerId, staffId, role } = erasure;
  const isDone = await ctx.database.db.$transaction(
    async (tx) => {
      const [open] = await tx.$queryRaw<{ counts: Record<string, number> }[]>`
        SELECT counts FROM public.erasures WHERE id = ${id}::uuid AND finished_at IS NULL FOR UPDATE`;
      if (open === undefined) return true;
      await tx.$queryRaw`
        SELECT 1 FROM public.connections WHERE customer_id = ${customerId}::uuid ORDER BY id FOR UPDATE`;
      if (await isBlocked(tx, ctx.deadlines, customerId)) return false;
      // what went with the accounts, when it began
      const { counts } = open;
      for (const each of PERSONAL_TABLES) {
        const count = await eraseTheirs(tx, each, customerId);
        if (count > 0) counts[each.table] = (counts[each.table] ?? 0) + count;
      }
      await tx.$executeRaw`
        UPDATE public.erasures SET finished_at = now(), counts = ${JSON.stringify(counts)}::jsonb
        WHERE id = ${id}::uuid`;
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      await appendAudit(tx, {
        action: 'customer.erased',
        actor: { kind: 'staff', id: staffId, role },
        detail: { customerId, erasureId: id, rows },
      });
      return true;
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
  if (isDone) ctx.log.info({ customerId, erasureId: id }, 'a customer was erased');
  return isDone;
}

/** @returns how many rows. */
async function eraseTheirs(
  tx: Tx,
  { schema, table, isTheirs, erase }: PersonalTable,
  customerId: string,
): Promise<number> {
  const name = Prisma.raw(`"${schema}"."${table}"`);
  const theirs = isTheirs(customerId);
  switch (erase.how) {
    case 'keep':
      return 0;
    case 'delete': {
      const others = erase.unless === undefined ? Prisma.sql`false` : erase.unless(customerId);
      return tx.$executeRaw`DELETE FROM ${name} AS t WHERE ${theirs} AND NOT ${others}`;
    }
    case 'pseudonym':
      return tx.$executeRaw`UPDATE ${name} AS t SET ${erase.set(customerId)} WHERE ${theirs}`;
    case 'call': {
      const [row] = await tx.$queryRaw<{ count: bigint }[]>(erase.sql(customerId));
      return Number(row?.count ?? 0);
    }
  }
}
