import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
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

/** What is wrong, and in which of the two files it is to be mended. */
export type TlsPairProblem = { problem: string; file: keyof typeof PAIR_SETTINGS };
/** How the setting of each file ends. */
export const PAIR_SETTINGS = { certificate: 'CERTIFICATE_FILE', key: 'KEY_FILE' } as const;

export type TlsPairRead = { pair: TlsPair } | TlsPairProblem;

/**
 * Reads a pair of files and checks all that can be checked without the other side. TLS checks less: with a key of
 * another kind than the certificate's it shows no certificate and says nothing.
 *
 * @returns the problem as a whole sentence that names files and never repeats what is in them.
 */
export function readTlsPair(files: TlsFiles, now = new Date()): TlsPairRead {
  const [certificate, key] = [readText(files.certificateFile), readText(files.keyFile)];
  if ('problem' in certificate)
    return of('certificate', `the certificate file ${files.certificateFile} ${certificate.problem}`);
  if ('problem' in key) return of('key', `the key file ${files.keyFile} ${key.problem}`);
  const parsed = parseTlsPair({ certificate: certificate.text, key: new Secret(key.text) });
  if ('problem' in parsed) return parsed;
  const problem = lifeProblem(parsed.pair, now);
  return problem === undefined ? parsed : of('certificate', `${problem}: put a new one there, with its key`);
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
  if (read === undefined)
    return of('certificate', 'the certificate file holds no certificate in PEM: save one there');
  const privateKey = readPrivateKey(key);
  if (privateKey === undefined) return of('key', keyProblem(key));
  if (!read.checkPrivateKey(privateKey)) return of('certificate', strangers(certificate, privateKey));
  const refusal = refusalOfTls(certificate, key);
  if (refusal !== undefined) return of('certificate', refusal);
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

const of = (file: TlsPairProblem['file'], problem: string): TlsPairProblem => ({ problem, file });

function keyProblem(key: Secret): string {
  return /ENCRYPTED/.test(key.reveal())
    ? 'the key file has a passphrase, which nobody could type: save the key without one (openssl pkey -in … -out …)'
    : 'the key file holds no private key in PEM: save the one that the certificate was made for';
}

/** TLS shows the first certificate of a file as ours, and the rest as what chains it. */
function strangers(certificates: string, key: KeyObject): string {
  const isBehind = (certificates.match(CERTIFICATE) ?? []).some((each) =>
    readCertificate(each)?.checkPrivateKey(key),
  );
  return isBehind
    ? 'the certificate file begins with another certificate than our own: put ours first, then what chains it'
    : 'certificate and key do not belong together: put the pair there that was made together';
}

/** Of a chain only the first certificate was read; one that is cut off behind it fails every handshake. */
function refusalOfTls(cert: string, key: Secret): string | undefined {
  try {
    createSecureContext({ cert, key: key.reveal() });
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    return `TLS does not take the certificate file as it is (${code}): each certificate in it must be whole`;
  }
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
