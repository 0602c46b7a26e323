import * as z from 'zod';
import { CappedMap } from '../capped-map';

const MAX_ACTIVE = 10;
const BINDING_CAPACITY = 50_000;

const issuedSchema = z.object({
  id: z.string(),
  clientId: z.string(),
  name: z.string(),
  /** The certificate itself, as PEM. */
  certificate: z.string(),
  /** SHA-256 over the DER, as Node prints it: `AB:CD:…`. */
  thumbprint: z.string(),
  subject: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  revokedAt: z.string().nullable(),
});

/** A client certificate that the authority signed. */
export type IssuedCertificate = z.infer<typeof issuedSchema>;

/** The client certificates that were issued, who of them is revoked, and which tokens were taken with which. */
export class CertificateStore {
  readonly #issued: IssuedCertificate[] = [];
  readonly #byThumbprint = new Map<string, IssuedCertificate>();
  readonly #bindings = new CappedMap<string, string>(BINDING_CAPACITY);
  #onChange: () => void = () => undefined;

  /** Calls back after every change, so that a folder can follow. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Why this client may not have another certificate of this name; undefined when it may. */
  refusalOf(clientId: string, name: string, now: number): 'too_many' | 'name_taken' | undefined {
    const own = this.of(clientId);
    if (own.some((certificate) => certificate.name === name)) return 'name_taken';
    return own.filter((each) => isActive(each, now)).length >= MAX_ACTIVE ? 'too_many' : undefined;
  }

  add(certificate: IssuedCertificate): void {
    this.#issued.push(certificate);
    this.#byThumbprint.set(certificate.thumbprint, certificate);
    this.#onChange();
  }

  /** False when this client has no such certificate. Revoking twice keeps the first time. */
  revoke(clientId: string, id: string, now: number): boolean {
    const found = this.of(clientId).find((certificate) => certificate.id === id);
    if (!found) return false;
    found.revokedAt ??= new Date(now).toISOString();
    this.#onChange();
    return true;
  }

  of(clientId: string): IssuedCertificate[] {
    return this.#issued.filter((certificate) => certificate.clientId === clientId);
  }

  isRevoked(thumbprint: string): boolean {
    return (this.#byThumbprint.get(thumbprint)?.revokedAt ?? null) !== null;
  }

  /** Remembers that the token was taken over a connection with this certificate (RFC 8705 section 3). */
  bind(token: string, thumbprint: string): void {
    this.#bindings.set(token, thumbprint);
  }

  /** The certificate that a token was taken with; undefined when it was taken without. */
  boundTo(token: string): string | undefined {
    return this.#bindings.get(token);
  }

  forgetBindings(): void {
    this.#bindings.clear();
  }

  toJSON(): IssuedCertificate[] {
    return this.#issued;
  }

  /** Takes up what `toJSON` wrote. Throws a ZodError when it is something else. */
  load(kept: unknown): void {
    for (const certificate of z.array(issuedSchema).parse(kept)) {
      this.#issued.push(certificate);
      this.#byThumbprint.set(certificate.thumbprint, certificate);
    }
  }
}

/** Neither revoked nor past its end. */
export function isActive({ revokedAt, notAfter }: IssuedCertificate, now: number): boolean {
  return revokedAt === null && Date.parse(notAfter) > now;
}
