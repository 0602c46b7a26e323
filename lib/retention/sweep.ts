import { Prisma } from '#lib/db/generated/client';
import type { Rule } from './rules';

/** Small enough that nobody waits for the rows or the log of one statement. */
const BATCH = 500;

type Statements = {
  $queryRaw<Rows>(sql: Prisma.Sql): Promise<Rows>;
  $executeRaw(sql: Prisma.Sql): Promise<number>;
};
export type Sweepable = { $transaction<Value>(act: (tx: Statements) => Promise<Value>): Promise<Value> };

/**
 * Deletes what the rules call over, in batches of their own transactions; any number of processes may do so at once.
 *
 * @returns how many rows went, by table; only tables that lost some.
 */
export async function sweep(db: Sweepable, rules: readonly Rule[]): Promise<Record<string, number>> {
  const swept: Record<string, number> = {};
  for (const rule of rules) {
    let batch: { count: number; isFull: boolean };
    do {
      batch = await db.$transaction((tx) => sweepBatch(tx, rule));
      if (batch.count > 0) swept[rule.table] = (swept[rule.table] ?? 0) + batch.count;
    } while (batch.isFull);
  }
  return swept;
}

/** Deletes one batch in the caller's transaction; `isFull` when there may be more. */
export async function sweepBatch(
  tx: Statements,
  { schema = 'public', table, isOver, atOnce = BATCH }: Rule,
): Promise<{ count: number; isFull: boolean }> {
  // Two who delete the same rows in another order would wait for each other.
  const [lock] = await tx.$queryRaw<{ isMine: boolean }[]>(
    Prisma.sql`SELECT pg_try_advisory_xact_lock(hashtext(${`sweep ${table}`})) AS "isMine"`,
  );
  if (lock?.isMine !== true) return { count: 0, isFull: false };
  const name = Prisma.raw(`${schema}.${table}`);
  const count = await tx.$executeRaw(
    Prisma.sql`DELETE FROM ${name} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${name} WHERE ${isOver} LIMIT ${atOnce}::int))
      AND (${isOver})`,
  );
  return { count, isFull: count === atOnce };
}
