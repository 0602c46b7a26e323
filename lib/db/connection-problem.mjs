import { ENCODE_PASSWORD } from '../env/cut-address.mjs';

/** In the words of whoever has to fix the address. Names of hosts are left out: a password with a raw @ or / ends up there. */
const CAUSES = new Map([
  ['ECONNREFUSED', 'nothing listens at the host and port of the address'],
  ['ENOTFOUND', 'the host of the address cannot be found'],
  ['EAI_AGAIN', 'the host of the address cannot be looked up at the moment'],
  ['EHOSTUNREACH', 'the host of the address cannot be reached'],
  ['ENETUNREACH', 'the host of the address cannot be reached'],
  ['ETIMEDOUT', 'the host of the address does not answer'],
  ['ECONNRESET', 'the connection was cut off'],
  ['ENOENT', 'there is no socket where the address says'],
]);
const SIGN_IN = /^28/;
/** PgBouncer has one code for everything. */
const POOLER_SIGN_IN = /authentication failed/;

/**
 * Why a connection to PostgreSQL, or to a pooler in front of it, could not be made.
 * @param {unknown} error of `pg`
 * @returns {string} safe to print
 */
export function connectionProblem(error) {
  if (!(error instanceof Error)) return 'it cannot be reached';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // a host with several addresses: each was tried
  if (error instanceof AggregateError && error.errors.length > 0) return connectionProblem(error.errors[0]);
  const cause = CAUSES.get(code);
  if (cause) return cause;
  if (SIGN_IN.test(code) || POOLER_SIGN_IN.test(error.message)) {
    return `${error.message}. If the password is right, look how the address writes it: ${ENCODE_PASSWORD}`;
  }
  // of pg, which was given none
  if (/client password must be a string/.test(error.message))
    return 'the address has no password, and the server wants one';
  if (/^(ERR_TLS|UNABLE_|SELF_SIGNED|DEPTH_ZERO|CERT_)/.test(code)) {
    return `the server's certificate is not accepted (${code}): see sslmode and sslrootcert in the address`;
  }
  // of pg, which was answered in plain text
  if (/does not support SSL/.test(error.message))
    return 'the server speaks no TLS: set ssl = on there, or leave sslmode out of the address if it is on this machine';
  return code === '' ? error.message : `${error.message} (${code})`;
}
