/** Why a request was not begun: our certificate, or the way to Wise. */
export type NotSentReason = 'certificate' | 'connection';

/** Not a byte of the request left: there was no connection that it could have gone over. */
export class NotSentError extends Error {
  readonly reason: NotSentReason;

  constructor(reason: NotSentReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotSentError';
    this.reason = reason;
  }
}
