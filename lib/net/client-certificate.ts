import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A client's certificate, as it showed it in the TLS handshake. */
export type ClientCertificate = {
  /** SHA-256 of the certificate, in lower-case hex. */
  fingerprint: string;
  /** Its name as text, for example `C=DE,O=Example Bank,CN=payments`. */
  subject: string;
};

/**
 * The certificate that the client of this connection showed; undefined when it showed none, one of no authority of ours, or
 * one that has ended since. A listener that does not ask for certificates has none.
 *
 * The certificate itself is asked for beside `authorized`, so that a resumed session is judged by what was shown.
 */
export function clientCertificate(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const { fingerprint256, subject, validTo } = certificate;
  // a date that cannot be read is no date to come
  if (!(Date.parse(validTo) > Date.now())) return undefined;
  return { fingerprint: plainFingerprint(fingerprint256), subject: plainSubject(subject) };
}

/** As `X509Certificate` has it, in one spelling. */
export function plainFingerprint(fingerprint256: string): string {
  return fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Node puts each part of the name in a line of its own, and what would break a line or a part is escaped already. */
export function plainSubject(subject: string): string {
  return subject.split('\n').join(',');
}
