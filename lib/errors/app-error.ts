import { ERROR_CODES, type ErrorCode } from './codes';

export type AppErrorOptions = {
  /** For the log only: what happened, with ids and never a secret or upstream text. */
  log?: string;
  cause?: unknown;
  /** Seconds after which asking again makes sense; becomes Retry-After. */
  retryAfterSeconds?: number;
  /** Members of the problem for programs, beside those every one has (RFC 9457 §3.2); never a secret or upstream text. */
  details?: Readonly<Record<string, string>>;
};

/**
 * The one error class. `message` is the log text; what is answered comes from the
 * code, so that no internal text leaves by accident.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.log ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details ?? {};
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  /** For programs (RFC 9457). */
  get title(): string {
    return ERROR_CODES[this.code].title;
  }
}

/** Any thrown value as an AppError; an unknown one becomes INTERNAL with the original as cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('INTERNAL', {
    log: error instanceof Error ? error.name : 'unknown error',
    cause: error,
  });
}
