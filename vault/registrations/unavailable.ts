import { AppError } from '#lib/errors/app-error';

const SOON_SECONDS = 5;

/** Wise gave no answer that says what became of it: the same may be asked again. */
export function unavailable(retryAfterSeconds: number = SOON_SECONDS): AppError {
  return new AppError('WISE_UNAVAILABLE', { log: 'no answer about a Wise user', retryAfterSeconds });
}
