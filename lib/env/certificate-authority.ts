import { X509Certificate } from 'node:crypto';
import * as z from 'zod';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Certificates in PEM that are trusted, and no others: an authority's, or a server's own. Each is read here, because
 * TLS skips what it cannot read without a word and then refuses every server.
 */
export function certificateAuthority() {
  return z
    .string()
    .refine(
      isCertificateAuthority,
      'must be certificates in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
    );
}

/** Whether a text is one certificate in PEM or more, each readable. */
export function isCertificateAuthority(text: string): boolean {
  const found = text.match(CERTIFICATE) ?? [];
  // one that is cut off is no match
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1;
  return found.length > 0 && found.length === begun && found.every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
