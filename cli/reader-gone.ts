/** Thrown where whoever read our output is known to be gone. */
export class ReaderGone extends Error {}

/** True also for the error of a pipe whose reader has closed it (`| head`). */
export const isReaderGone = (error: unknown): boolean =>
  error instanceof ReaderGone || (error instanceof Error && 'code' in error && error.code === 'EPIPE');
