// must fail: ban/raw-sql
type Database = { $executeRawUnsafe(sql: string): Promise<unknown> };
export const erase = (db: Database, name: string) => db.$executeRawUnsafe(`DELETE FROM t WHERE n = '${name}'`);
