import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { done, type Result, refused } from '#cli/place';
import { Pkcs10CertificateRequestGenerator } from './x509';

const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
});
const ec = (namedCurve: string, hash: string) => ({ name: 'ECDSA', namedCurve, hash });

/** The kinds of key that Wise takes (docs/wise.md 9). */
const KEYS = {
  'ec-256': ec('P-256', 'SHA-256'),
  'ec-384': ec('P-384', 'SHA-384'),
  'rsa-2048': rsa(2048),
  'rsa-3072': rsa(3072),
  'rsa-4096': rsa(4096),
};
export type KeyKind = keyof typeof KEYS;
export const KEY_KINDS = Object.keys(KEYS) as readonly KeyKind[];

export type CsrOrder = {
  organisation: string;
  country: string | undefined;
  kind: KeyKind;
  keyFile: string;
  csrFile: string;
};

/** Makes a private key for its owner alone and a certificate request for it; files that are there are left as they are. */
export async function makeCsr(order: CsrOrder): Promise<Result> {
  const there = [order.keyFile, order.csrFile].find((file) => existsSync(file));
  if (there !== undefined) return isThere(there);
  // its type says that it may be left out; without it the library fails on EC keys
  const signingAlgorithm = KEYS[order.kind] as EcKeyGenParams & EcdsaParams;
  const keys = await crypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  // as parts and not as one text, in which a comma in the organisation would begin another part
  const name = [
    ...(order.country === undefined ? [] : [{ C: [order.country] }]),
    { O: [order.organisation] },
  ];
  const csr = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  const problem =
    (await write(order.keyFile, pem('PRIVATE KEY', pkcs8), 0o600)) ??
    (await write(order.csrFile, pem('CERTIFICATE REQUEST', csr.rawData), 0o644));
  if (problem !== undefined) return problem;
  return done(
    [
      `The private key is in ${order.keyFile}, readable by you alone. Nobody at Wise needs it.`,
      `The request is in ${order.csrFile}. Paste all of it into Wise's Developer Hub (Authentication, "Generate certificate"),`,
      'and save the certificate that it shows. Wise writes your client id into it.',
      'Then: npm run mtls -- check <environment> --certificate <file> --key <file>',
    ].join('\n'),
  );
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

const isThere = (file: string) =>
  refused(`${file} is there already and was left as it is. Name another file.`);

async function write(name: string, text: string, mode: number): Promise<Result | undefined> {
  try {
    // wx: fails where anything stands already, a link too
    const file = await open(name, 'wx', mode);
    try {
      // the umask may only take rights away: what is left is set outright
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'EEXIST' ? isThere(name) : refused(`${name} could not be written (${code}).`);
  }
}
