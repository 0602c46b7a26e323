import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError, toAppError } from '#lib/errors/app-error';

const RETRY_SECONDS = 5;

/** What a route or a page of web threw, as an AppError: a database that is away is no mistake of ours, and passes. */
export function asProblem(thrown: unknown): AppError {
  if (!isDatabaseFailure(thrown)) return toAppError(thrown);
  return new AppError('DATABASE_UNAVAILABLE', {
    log: 'the database is away',
    cause: thrown,
    retryAfterSeconds: RETRY_SECONDS,
  });
}
