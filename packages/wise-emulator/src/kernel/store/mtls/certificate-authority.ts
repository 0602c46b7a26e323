import type { CertificateRequest } from './certificate-request';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 60 * 60 * 1000;
export const YEAR = 365 * DAY;

/** Milliseconds since 1970. */
export type Life = { notBefore: number; notAfter: number };
/** Both as PEM. */
export type KeyAndCertificate = { key: string; certificate: string };

/** The certificate authority of the emulated Wise: signs partners' client certificates and its own server's. */
export class CertificateAuthority {
  readonly #keys: CryptoKeyPair;
  readonly #certificate: X509Certificate;

  private constructor(keys: CryptoKeyPair, certificate: X509Certificate) {
    this.#keys = keys;
    this.#certificate = certificate;
  }

  /** A new authority, good for ten years. */
  static async create(): Promise<CertificateAuthority> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: newSerialNumber(),
      name: 'O=Emulator - not Wise, CN=Emulator client CA',
      ...asDates({ notBefore: Date.now(), notAfter: Date.now() + 10 * YEAR }),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new CertificateAuthority(keys, certificate);
  }

  /** An authority that was kept. Throws when the two do not belong together. */
  static async restore(kept: KeyAndCertificate): Promise<CertificateAuthority> {
    const certificate = new X509Certificate(kept.certificate);
    const pkcs8 = PemConverter.decodeFirst(kept.key);
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']);
    const publicKey = await certificate.publicKey.export(ALGORITHM, ['verify']);
    const proof = new TextEncoder().encode('does the key fit');
    const signature = await crypto.subtle.sign(ALGORITHM, privateKey, proof);
    if (!(await crypto.subtle.verify(ALGORITHM, publicKey, signature, proof))) {
      throw new Error('the kept key is not that of the kept certificate');
    }
    return new CertificateAuthority({ privateKey, publicKey }, certificate);
  }

  /** What "Get Wise Certificate" downloads. */
  get certificate(): string {
    return `${this.#certificate.toString('pem')}\n`;
  }

  async keep(): Promise<KeyAndCertificate> {
    return { key: await privateKeyPem(this.#keys), certificate: this.certificate };
  }

  /** The partner's certificate: its subject as asked for, with the client id as the only CN. */
  async signClient({ publicKey, subject }: CertificateRequest, clientId: string, life: Life) {
    const kept = subject.map(({ CN: _name, E: _email, ...rest }) => rest);
    const named = [...kept.filter((part) => Object.keys(part).length > 0), { CN: [clientId] }];
    return this.#sign(named, publicKey, life, [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth], true),
    ]);
  }

  /** A certificate for a server of these host names. */
  async makeServer(names: { dns: string[]; ip: string[] }, life: Life): Promise<KeyAndCertificate> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const subject = [{ O: ['Emulator - not Wise'] }, { CN: [names.dns[0] ?? 'emulator'] }];
    const certificate = await this.#sign(subject, keys.publicKey, life, [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth], true),
      new SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...names.ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
    ]);
    return { key: await privateKeyPem(keys), certificate: `${certificate.toString('pem')}\n` };
  }

  async #sign(
    subject: JsonName,
    publicKey: CertificateRequest['publicKey'] | CryptoKey,
    life: Life,
    extensions: (ExtendedKeyUsageExtension | SubjectAlternativeNameExtension)[],
  ): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      serialNumber: newSerialNumber(),
      subject,
      issuer: this.#certificate.subject,
      ...asDates(life),
      signingAlgorithm: ALGORITHM,
      publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...extensions,
        await SubjectKeyIdentifierExtension.create(publicKey),
        await AuthorityKeyIdentifierExtension.create(this.#keys.publicKey),
      ],
    });
  }
}

function asDates({ notBefore, notAfter }: Life): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
}

// RFC 5280 section 4.1.2.2: positive, at most 20 octets. A first byte of 01 keeps it so.
function newSerialNumber(): string {
  return `01${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;
}

async function privateKeyPem({ privateKey }: CryptoKeyPair): Promise<string> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey);
  return `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`;
}
