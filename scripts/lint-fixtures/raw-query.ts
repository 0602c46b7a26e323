// must fail: ban/raw-sql
type Database = { $queryRawUnsafe(sql: string): Promise<unknown> };
export const find = (db: Database, name: string) => db.$queryRawUnsafe(`SELECT '${name}'`);
