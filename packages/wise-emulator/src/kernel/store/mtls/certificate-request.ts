import { type JsonName, Pkcs10CertificateRequest, type PublicKey } from './x509';

export type CertificateRequest = { publicKey: PublicKey; subject: JsonName };

/** Why a certificate request is not signed; the words are for whoever pasted it. */
export type RequestRefusal = { reason: keyof typeof WORDS; message: string };
export type ReadRequest = { ok: true; request: CertificateRequest } | { ok: false; refusal: RequestRefusal };

const WORDS = {
  not_pem:
    'One PEM block "BEGIN CERTIFICATE REQUEST" and nothing else: no comments, no text from "openssl req -text".',
  unreadable: 'The block does not hold a certificate request.',
  signature: 'The request is not signed by the key that it names.',
  key: 'The key must be RSA of 2048, 3072 or 4096 bits, or ECC of 256 or 384 bits (P-256, P-384).',
  organisation: 'The subject must name an organisation (O).',
} as const;

// RFC 7468 section 7 knows both labels.
const ONE_BLOCK =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END \1?CERTIFICATE REQUEST-----\s*$/;
const RSA_BITS = [2048, 3072, 4096];
const CURVES = ['P-256', 'P-384'];

/** Reads a CSR by the rules of Wise's mTLS page (docs/wise.md 9). */
export async function readCertificateRequest(pem: string): Promise<ReadRequest> {
  const base64 = ONE_BLOCK.exec(pem)?.[2];
  if (base64 === undefined) return refuse('not_pem');
  const csr = parse(base64);
  if (!csr) return refuse('unreadable');
  if (!isAllowedKey(csr.publicKey)) return refuse('key');
  if (!(await isSignedByItsKey(csr))) return refuse('signature');
  const subject = csr.subjectName.toJSON();
  if (!subject.some((part) => part.O?.some((organisation) => organisation.trim()))) {
    return refuse('organisation');
  }
  return { ok: true, request: { publicKey: csr.publicKey, subject } };
}

function refuse(reason: keyof typeof WORDS): ReadRequest {
  return { ok: false, refusal: { reason, message: WORDS[reason] } };
}

function parse(base64: string): Pkcs10CertificateRequest | undefined {
  try {
    return new Pkcs10CertificateRequest(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

function isAllowedKey({ algorithm }: PublicKey): boolean {
  const { name, modulusLength, namedCurve } = algorithm as Partial<RsaKeyAlgorithm & EcKeyAlgorithm>;
  if (name === 'ECDSA') return CURVES.includes(namedCurve ?? '');
  return name === 'RSASSA-PKCS1-v1_5' && RSA_BITS.includes(modulusLength ?? 0);
}

// Proof of possession: without it anybody could have somebody else's key certified.
async function isSignedByItsKey(csr: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await csr.verify();
  } catch {
    return false;
  }
}
