import * as z from 'zod';
import type { ErrorCode } from '#lib/errors/codes';
import { Prisma } from './generated/client';

/**
 * SQLSTATE classes that the same statement would meet again: bad data, broken rule, bad SQL or rights. A unique
 * index (23505) is not one: the row in the way was not there a moment ago, and a write that looks again sees it.
 */
const PERMANENT = /^(22|23(?!505)|42|P0)/;
const UNAVAILABLE: ErrorCode = 'DATABASE_UNAVAILABLE';
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** What a socket reports. Not every code of Node: a full disk (ENOSPC) or a header of ours is no database that is away. */
const NETWORK =
  /^(ECONN[A-Z]+|EPIPE|EPROTO|ETIMEDOUT|E(HOST|NET)[A-Z]+|ENOTFOUND|EAI_[A-Z]+|EADDRNOTAVAIL|E[MN]FILE|ENOBUFS|ERR_(SOCKET|SSL|TLS|STREAM)_.+)$/;
/** Prisma: cannot reach, timed out, no connection from the pool, transaction not started, write conflict. */
const PRISMA_UNAVAILABLE = /^(P1\d{3}|P2024|P2028|P2034|P2037)$/;
/** Prisma: PostgreSQL's own code stands behind it, P2010 for a raw statement, P2039 for one of a model. */
const WITH_SQLSTATE = /^P20(10|39)$/;

/**
 * True when the database was away, too slow or in the way (locks, deadlock, restart), so that the same
 * work may succeed later; false for our own mistakes and for errors that are not the database's.
 */
export function isDatabaseFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // our own word for it (prepare-connection.ts); Prisma wraps the error and keeps its code
  if (code === UNAVAILABLE) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return PRISMA_UNAVAILABLE.test(code) || (WITH_SQLSTATE.test(code) && !PERMANENT.test(sqlStateOf(error)));
  }
  if (SQLSTATE.test(code)) return !PERMANENT.test(code);
  // a Unix socket that is not there yet is ENOENT
  if (NETWORK.test(code) || ('syscall' in error && error.syscall === 'connect')) return true;
  // pg and pg-pool say these in words only
  return /timeout exceeded when trying to connect|Connection terminated|Query read timeout|DatabaseNotReachable|SocketTimeout|ConnectionClosed/.test(
    `${error.name} ${error.message}`,
  );
}

/** True when PostgreSQL broke a statement off at its `statement_timeout`. */
export function isStatementTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && sqlStateOf(error) === '57014';
}

/** True when a unique index refused the row: somebody else's was there first, in Prisma's words or PostgreSQL's. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2002' || sqlStateOf(error) === '23505';
}

const rawMeta = z.object({
  driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
});

/** PostgreSQL's own code behind a failed statement ('' if none): Prisma 7 hangs it on the driver adapter's error. */
export function sqlStateOf(error: Prisma.PrismaClientKnownRequestError): string {
  const meta = rawMeta.safeParse(error.meta);
  return meta.success ? meta.data.driverAdapterError.cause.originalCode : '';
}
