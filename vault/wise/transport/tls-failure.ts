import { AppError } from '#lib/errors/app-error';

/** Alerts about our certificate, as OpenSSL names them (RFC 8446 section 6.2). */
const ALERT =
  /^ERR_SSL_.*ALERT_(\w*CERTIFICATE\w*|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|HANDSHAKE_FAILURE)$/;
/** How undici and Node say that the other side went away. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * What a connection on which nothing was ever answered tells of our certificate. Servers refuse one in TLS 1.3 by an
 * alert after the handshake, or close without a word, as in an outage.
 */
export type TlsFailure =
  | { kind: 'alert'; code: string }
  | { kind: 'closed' }
  | { kind: 'other'; code: string };

export function tlsFailure(error: unknown): TlsFailure {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each ? String(each.code) : '';
    if (ALERT.test(code)) return { kind: 'alert', code };
    if (CLOSED.has(code)) return { kind: 'closed' };
    if (code !== '' && !(each instanceof AppError)) return { kind: 'other', code };
  }
  return { kind: 'other', code: 'no answer' };
}
