import { appendAudit } from '#lib/audit/append';
import { PERSON_EXPORT_FORMAT, type PersonExport } from '#lib/contract/person-export';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import type { Approve } from './approval';
import { PERSONAL_TABLES, type PersonalTable } from './tables';

/**
 * All that is kept of one person, table by table, as of one moment (docs/person-export.md): for a request under the law,
 * and for whoever takes their data elsewhere. What is sealed and what only proves something to us stays here.
 *
 * @param approve looks up who asks and takes their approval, in the transaction of the export.
 * @throws AppError as `approve`; NOT_FOUND
 */
export async function exportPerson(
  ctx: VaultContext,
  customerId: string,
  approve: Approve,
): Promise<PersonExport> {
  return ctx.database.db.$transaction(
    async (tx) => {
      // Before the first look at the data: all tables are read as of the same moment.
      await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
      const { actor } = await approve(tx);
      const person = await tx.customer.findUnique({ where: { id: customerId }, select: { id: true } });
      if (person === null) throw new AppError('NOT_FOUND', { log: 'no such customer' });
      const tables: PersonExport['tables'] = {};
      for (const each of PERSONAL_TABLES) tables[each.table] = await readTheirs(tx, each, customerId);
      const rows = Object.values(tables).reduce((sum, { rows: { length } }) => sum + length, 0);
      await appendAudit(tx, { action: 'customer.exported', actor, detail: { customerId, rows } });
      const [now] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`;
      return {
        format: PERSON_EXPORT_FORMAT,
        customer_id: customerId,
        exported_at: (now?.at ?? new Date()).toISOString(),
        tables,
      };
    },
    { maxWait: 5_000, timeout: 20_000 },
  );
}

async function readTheirs(
  tx: Tx,
  { schema, table, what, isTheirs, withheld = {}, instead }: PersonalTable,
  customerId: string,
): Promise<PersonExport['tables'][string]> {
  const name = Prisma.raw(`"${schema}"."${table}"`);
  const shown = instead === undefined ? Prisma.sql`to_jsonb(t)` : Prisma.sql`to_jsonb(t) || ${instead}`;
  const rows = await tx.$queryRaw<{ row: Record<string, unknown> }[]>`
    SELECT (${shown}) - ${Object.keys(withheld)}::text[] AS row FROM ${name} AS t WHERE ${isTheirs(customerId)}`;
  return { what, withheld, rows: rows.map(({ row }) => row) };
}
