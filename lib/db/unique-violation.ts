import { Prisma } from './generated/client';
import { sqlStateOf } from './sql-state';

/** True when a unique index refused the row: somebody else's was there first, in Prisma's words or PostgreSQL's. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2002' || sqlStateOf(error) === '23505';
}
