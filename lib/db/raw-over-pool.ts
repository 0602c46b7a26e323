import pg from 'pg';
import { Prisma } from './generated/client';

/** What reads a statement of ours: the Prisma client, a transaction of it, or a pool alone. */
export type RawDb = {
  $queryRaw<Rows = unknown>(
    query: TemplateStringsArray | Prisma.Sql,
    ...values: unknown[]
  ): PromiseLike<Rows>;
};

const { INT8 } = pg.types.builtins;

/**
 * Statements over a pool alone. Prisma's engine takes 80 MB at its first statement, which is most of what a command needs that
 * reads in the driver's own way.
 */
export function rawOverPool(pool: pg.Pool): RawDb {
  return {
    async $queryRaw<Rows = unknown>(
      query: TemplateStringsArray | Prisma.Sql,
      ...values: unknown[]
    ): Promise<Rows> {
      const statement = query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
      const { rows } = await pool.query({
        text: statement.text,
        values: statement.values,
        // as Prisma reads it
        types: {
          getTypeParser: (type, format) =>
            type === INT8 ? BigInt : pg.types.getTypeParser(type, format ?? 'text'),
        },
      });
      return rows as Rows;
    },
  };
}
