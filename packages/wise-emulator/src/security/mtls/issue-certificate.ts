import type { EmulatorState } from '#emulator/kernel/state';
import { YEAR } from '#emulator/kernel/store/mtls/certificate-authority';
import { readCertificateRequest } from '#emulator/kernel/store/mtls/certificate-request';
import type { IssuedCertificate } from '#emulator/kernel/store/mtls/certificate-store';

const DAY = 24 * 60 * 60 * 1000;

export type Asked = {
  clientId: string;
  name: string;
  /** PEM. */
  csr: string;
  /** The emulator's own wish, for tests: a certificate whose year is already over. */
  isExpired?: boolean | undefined;
};

export type Issued =
  | { ok: true; certificate: IssuedCertificate }
  | { ok: false; refusal: { reason: string; message: string } };

const STORE_WORDS = {
  too_many: 'At most 10 certificates of a client may be active. Revoke one first.',
  name_taken: 'This client has a certificate of this name already.',
} as const;

/** "Generate certificate" of the Developer Hub: signs a CSR for one year (docs/wise.md 9). */
export async function issueCertificate(state: EmulatorState, asked: Asked): Promise<Issued> {
  const { clientId, name, csr, isExpired = false } = asked;
  const read = await readCertificateRequest(csr);
  if (!read.ok) return read;
  // The handshake goes by the machine's own clock, so a shifted clock of the emulator must not reach in here.
  const notBefore = isExpired ? Date.now() - YEAR - DAY : Date.now();
  const life = { notBefore, notAfter: notBefore + YEAR };
  const signed = await state.authority.signClient(read.request, clientId, life);
  const thumbprint = thumbprintOf(await signed.getThumbprint('SHA-256'));
  // After the last await: two requests at once cannot both take the tenth place or the same name.
  const refused = state.certificates.refusalOf(clientId, name, state.clock.now());
  if (refused) return { ok: false, refusal: { reason: refused, message: STORE_WORDS[refused] } };
  const certificate = {
    id: crypto.randomUUID(),
    clientId,
    name,
    certificate: `${signed.toString('pem')}\n`,
    thumbprint,
    subject: signed.subject,
    notBefore: signed.notBefore.toISOString(),
    notAfter: signed.notAfter.toISOString(),
    revokedAt: null,
  };
  state.certificates.add(certificate);
  state.log.append(
    { type: 'certificate.issued', clientId, certificateId: certificate.id, name, thumbprint },
    state.clock.now(),
  );
  return { ok: true, certificate };
}

function thumbprintOf(digest: ArrayBuffer): string {
  return Buffer.from(digest)
    .toString('hex')
    .toUpperCase()
    .replace(/..(?!$)/g, '$&:');
}
