import type pg from 'pg';
import { AppError } from '#lib/errors/app-error';
import { isUtc } from './is-utc.mjs';

const QUESTION = {
  text: `SELECT current_setting('TimeZone') AS zone, pg_catalog.pg_backend_pid() AS pid`,
  // as long as connecting itself may take
  query_timeout: 5_000,
};

/**
 * Makes a new connection fit for use, before its first statement.
 *
 * @throws AppError DATABASE_UNAVAILABLE when its session is not in UTC: adapter-pg 7.10.0 writes a Date without its zone and cuts the
 *   zone off what it reads, so that every moment would be wrong without a word (prisma/orm issues 26786 and 28629).
 */
export async function prepareConnection(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ zone: string; pid: number }>(QUESTION);
  const { zone = '', pid } = rows[0] ?? {};
  if (!isUtc(zone)) {
    throw new AppError('DATABASE_UNAVAILABLE', {
      log: `the database's sessions are in the time zone ${zone}, not UTC: as an administrator run prisma/roles.sql again`,
    });
  }
  // A pooler answers with a number of its own. Behind it each transaction may get another connection to the server, where
  // a statement that was prepared before is unknown, or is another process's.
  const isDirect = 'processID' in client && client.processID === pid;
  if (!isDirect) withoutStatementNames(client);
}

function withoutStatementNames(client: pg.ClientBase): void {
  const query = client.query;
  const unnamed = (statement: unknown, ...rest: unknown[]): unknown =>
    Reflect.apply(query, client, [withoutName(statement), ...rest]);
  Object.defineProperty(client, 'query', { value: unnamed, configurable: true, writable: true });
}

function withoutName(statement: unknown): unknown {
  const isNamed = typeof statement === 'object' && statement !== null && 'name' in statement;
  if (!isNamed || 'submit' in statement) return statement;
  return { ...statement, name: undefined };
}
