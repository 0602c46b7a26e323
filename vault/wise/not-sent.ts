import { AppError } from '#lib/errors/app-error';
import { NotSentError } from './transport/not-sent-error';

const BEFORE_THE_REQUEST = new Set(['connect', 'getaddrinfo']);
/** Never connected; and asked of connections that take no more calls. */
const CLOSED_BEFORE = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED']);
const CERTIFICATE_REFUSED =
  /^(CERT_|UNABLE_TO_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$)/;

/** Whether our own client certificate is why nothing was sent (W14). */
export function isCertificateFault(error: unknown): boolean {
  if (error instanceof AppError || error instanceof TypeError) return isCertificateFault(error.cause);
  return error instanceof NotSentError && error.reason === 'certificate';
}

/**
 * True only when it is certain that no byte of the request left: the name did not resolve, the
 * connection was not made, or the server's certificate was refused. When in doubt: false, "may have acted".
 */
export function wasNotSent(error: unknown): boolean {
  if (error instanceof NotSentError) return true;
  if (error instanceof AppError) return wasNotSent(error.cause);
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(wasNotSent);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : '';
  if (BEFORE_THE_REQUEST.has(syscall) || CLOSED_BEFORE.has(code)) return true;
  if (CERTIFICATE_REFUSED.test(code)) return true;
  // fetch() wraps the real one
  return error instanceof TypeError && wasNotSent(error.cause);
}
