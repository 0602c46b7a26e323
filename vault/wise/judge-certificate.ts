import { readObject, type TokenAnswer } from './judge-token-answer';
import type { TokenOutcome } from './outcomes';
import type { CertificateVerdict } from './transport/certificate-standing';
import { judgePreflight } from './transport/preflight';

/** RFC 6749 §5.2, and what Wise says of a token that is over (docs/wise.md 4.5). */
const OAUTH_ERRORS = new Set([
  'invalid_request',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_token',
]);

/**
 * What an answer of the token endpoint tells of the client certificate that its connection shows. OAuth's words come from
 * behind whatever refuses certificates; a refusal in any other words may be that one's own. Pure.
 */
export function judgeCertificate(answer: TokenAnswer): CertificateVerdict {
  const { status } = answer;
  const json = readObject(answer);
  if (status === 200) return json === undefined ? 'unknown' : 'taken';
  // OAuth's word too, but of the secret, or that the certificate is another client's (RFC 8705 §2): nothing goes by it
  if (json?.error === 'invalid_client') return 'unknown';
  const isOAuth = typeof json?.error === 'string' && OAUTH_ERRORS.has(json.error);
  if (isOAuth && status >= 400 && status < 500) return 'taken';
  return status === 401 || judgePreflight(status) === 'refused' ? 'refused' : 'unknown';
}

/** The same, of the outcome of a call for a token of our own. */
export function certificateVerdict({ kind }: TokenOutcome): CertificateVerdict {
  switch (kind) {
    case 'tokens':
    case 'client_refused':
    case 'grant_refused':
    case 'request_refused':
      return 'taken';
    case 'certificate_refused':
      return 'refused';
    case 'rate_limited':
    case 'not_sent':
    case 'unknown':
      return 'unknown';
  }
}
