import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Secret } from '#lib/log/secret';
import { readText } from './text-file.mjs';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Paths of two PEM files: a certificate (with what chains it, if anything does) and its private key. */
export type TlsFiles = { certificateFile: string; keyFile: string };

/** A certificate and its key, as TLS takes them, and what the certificate says of itself. */
export type TlsPair = {
  /** PEM; the first certificate is our own. */
  certificate: string;
  key: Secret;
  commonName: string | null;
  validFrom: Date;
  validTo: Date;
  /** SHA-256 of the certificate: names it in logs. */
  fingerprint: string;
  /** For example `EC P-256` or `RSA 2048`. */
  keyKind: string;
};

export type TlsPairRead = { pair: TlsPair } | { problem: string };

/**
 * Reads a pair of files and checks all that can be checked without the other side. TLS checks less: with a key of
 * another kind than the certificate's it shows no certificate and says nothing.
 *
 * @returns the problem as a whole sentence that names files and never repeats what is in them.
 */
export function readTlsPair(files: TlsFiles, now = new Date()): TlsPairRead {
  const [certificate, key] = [readText(files.certificateFile), readText(files.keyFile)];
  if ('problem' in certificate)
    return { problem: `the certificate file ${files.certificateFile} ${certificate.problem}` };
  if ('problem' in key) return { problem: `the key file ${files.keyFile} ${key.problem}` };
  const parsed = parseTlsPair({ certificate: certificate.text, key: new Secret(key.text) });
  if ('problem' in parsed) return parsed;
  const problem = lifeProblem(parsed.pair, now);
  return problem === undefined ? parsed : { problem };
}

/** Why the certificate is not good at that time; undefined when it is. */
export function lifeProblem({ validFrom, validTo }: TlsPair, now: Date): string | undefined {
  if (validTo <= now) return `the certificate expired on ${validTo.toISOString()}`;
  if (validFrom > now) return `the certificate is not valid before ${validFrom.toISOString()}`;
  return undefined;
}

/** The same of texts in hand, whatever the date. */
export function parseTlsPair({ certificate, key }: { certificate: string; key: Secret }): TlsPairRead {
  const read = readCertificate(certificate);
  if (read === undefined) return { problem: 'the certificate file holds no certificate in PEM' };
  const privateKey = readPrivateKey(key);
  if (privateKey === undefined)
    return { problem: 'the key file holds no private key in PEM, or one with a passphrase' };
  if (!read.checkPrivateKey(privateKey)) return { problem: 'certificate and key do not belong together' };
  return {
    pair: {
      certificate,
      key,
      commonName: /^CN=(.*)$/m.exec(read.subject)?.[1] ?? null,
      validFrom: new Date(read.validFrom),
      validTo: new Date(read.validTo),
      fingerprint: read.fingerprint256,
      keyKind: keyKind(privateKey),
    },
  };
}

/** Whether one of the authorities in a file has signed the certificate. Who signs clients' may be another than who signs servers'. */
export function isSignedBy({ certificate }: TlsPair, authorityFile: string): boolean {
  const [own, file] = [readCertificate(certificate), readText(authorityFile)];
  if (own === undefined || 'problem' in file) return false;
  const authorities = file.text.match(CERTIFICATE) ?? [];
  return authorities.some((pem) => {
    const authority = readCertificate(pem);
    return authority !== undefined && own.checkIssued(authority) && own.verify(authority.publicKey);
  });
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function readPrivateKey(pem: Secret): KeyObject | undefined {
  try {
    return createPrivateKey(pem.reveal());
  } catch {
    return undefined;
  }
}

const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384' };

function keyKind({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { namedCurve, modulusLength } = asymmetricKeyDetails ?? {};
  if (namedCurve !== undefined) return `EC ${CURVES[namedCurve] ?? namedCurve}`;
  return modulusLength === undefined ? String(asymmetricKeyType) : `RSA ${modulusLength}`;
}
