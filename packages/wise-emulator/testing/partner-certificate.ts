import { type Agent, request as httpsRequest } from 'node:https';
import { Pkcs10CertificateRequestGenerator } from '#emulator/kernel/store/mtls/x509';

/** What a partner's back end holds: PEM. */
export type ClientIdentity = { key: string; cert: string };
export type Answered = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

type Asked = { algorithm?: KeyAlgorithmName; subject?: string };
export type KeyAlgorithmName = keyof typeof ALGORITHMS;

const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
});
const ec = (namedCurve: string) => ({ name: 'ECDSA', hash: 'SHA-256', namedCurve });
const ALGORITHMS = {
  'RSA 1024': rsa(1024),
  'RSA 2048': rsa(2048),
  'RSA 3072': rsa(3072),
  'RSA 4096': rsa(4096),
  'P-256': ec('P-256'),
  'P-384': ec('P-384'),
  'P-521': ec('P-521'),
  Ed25519: { name: 'Ed25519' },
};

/** A new private key and a certificate request for it, both PEM. */
export async function makeCsr({ algorithm = 'P-256', subject = 'C=EU, O=Acme Bank' }: Asked = {}) {
  const signingAlgorithm = ALGORITHMS[algorithm] as EcKeyGenParams & EcdsaParams;
  const keys = await crypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: subject, keys, signingAlgorithm });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  return { key, csr: csr.toString('pem') };
}

/** Asks the emulator's Developer Hub for a certificate and returns the raw answer with the key. */
export async function askCertificate(url: string, clientId: string, fields: Record<string, unknown>) {
  const response = await fetch(`${url}/__emulator/clients/${clientId}/certificates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** A partner's key and a certificate for it. Throws when the emulator does not sign. */
export async function getIdentity(
  url: string,
  clientId: string,
  { isExpired, ...asked }: Asked & { isExpired?: boolean } = {},
): Promise<ClientIdentity & { id: string; thumbprint: string }> {
  const { key, csr } = await makeCsr(asked);
  const { status, body } = await askCertificate(url, clientId, { name: crypto.randomUUID(), csr, isExpired });
  if (status !== 201) throw new Error(`No certificate: ${status} ${JSON.stringify(body)}`);
  const { certificate = '', id = '', thumbprint = '' } = body;
  return { key, cert: certificate, id, thumbprint };
}

type Call = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
  /** The authority to trust; without it the system's are. */
  ca?: string;
  /** Keeps connections; without it each request has its own. */
  agent?: Agent;
} & Partial<ClientIdentity>;

/** One request. Rejects when the connection ends without an answer. */
export function callOverTls(
  url: string,
  { method = 'GET', headers = {}, body, agent, ...tls }: Call,
): Promise<Answered> {
  const text = body?.toString() ?? '';
  const type = body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, {
      method,
      headers: { ...type, ...headers },
      agent: agent ?? false,
      ...tls,
    });
    sent.on('error', reject).on('response', (answer) => {
      let answered = '';
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          answered += chunk;
        })
        .on('error', reject)
        .on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answered }),
        );
    });
    sent.end(text);
  });
}
