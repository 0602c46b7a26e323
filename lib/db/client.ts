import pg from 'pg';
import { assertSafeTransport } from '#lib/env/database-transport.mjs';
import { PrismaClient } from './generated/client';
import { adapterOver } from './pool-adapter';
import { prepareConnection } from './prepare-connection';

export type Db = PrismaClient;
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;
export type Database = {
  /** Made when it is first asked for: a vault answers before it needs Prisma. */
  readonly db: PrismaClient;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

const ANSWER_WITHIN_MS = 12_000;

/**
 * adapter-pg 7.10.0 gives a transaction's connection back without a word of what went wrong. One that still waits for an
 * answer went silent: whoever got it next would wait as long again. A pool does not keep what is ending.
 */
function endIfBusy(client: pg.PoolClient): void {
  const isBusy = 'readyForQuery' in client && client.readyForQuery === false;
  if (isBusy) client.end().catch(() => undefined);
}

type PoolOptions = { max?: number; applicationName: string; answerWithinMs?: number };

/**
 * Opens a pool. Waiting for a connection, and any one statement, is bounded, so that nothing hangs when PostgreSQL does.
 * `answerWithinMs` is for work that takes longer than a request may.
 */
export function openPool(url: string, options: PoolOptions): pg.Pool {
  assertSafeTransport(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // The server's own limits stand on the roles (prisma/roles.sql), because poolers refuse start-up parameters. One that
    // hangs, or is cut off, cannot keep them: after this the wait is over here.
    query_timeout: options.answerWithinMs ?? ANSWER_WITHIN_MS,
    // the one start-up parameter that poolers take
    application_name: options.applicationName,
    onConnect: prepareConnection,
  });
  // A killed server ends idle connections; without a listener that would end the process.
  pool.on('error', () => undefined);
  pool.on('release', (_error, client) => endIfBusy(client));
  return pool;
}

/** Opens one pool, and the Prisma client over it once that is wanted. */
export function openDatabase(url: string, options: PoolOptions): Database {
  const pool = openPool(url, options);
  let db: PrismaClient | undefined;
  return {
    get db() {
      db ??= prismaOver(pool);
      return db;
    },
    pool,
    close: async () => {
      await db?.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

function prismaOver(pool: pg.Pool): PrismaClient {
  return new PrismaClient({
    adapter: adapterOver(pool),
    errorFormat: 'minimal',
    // As long as the waits above; Prisma's own 2 and 5 s would give up first on a busy machine.
    transactionOptions: { maxWait: 5_000, timeout: 10_000 },
  });
}
