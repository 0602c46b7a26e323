import * as z from 'zod';
import { html } from '#emulator/kernel/pages/html';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import { type IssuedCertificate, isActive } from '#emulator/kernel/store/mtls/certificate-store';
import { issueCertificate } from '#emulator/security/mtls/issue-certificate';
import { revokeCertificate } from '#emulator/security/mtls/revoke-certificate';
import { actAddress } from './addresses';
import type { HubSection } from './section';
import { utc } from './utc';

const WISE_CERTIFICATE = '/__emulator/mtls/wise.ca-certificate.sandbox.pem';
const OPENSSL =
  "openssl req -new -newkey rsa:2048 -nodes -keyout client.key -subj '/C=EU/O=My Company' -out client.csr";

const askedSchema = z.object({
  name: z.string().trim().min(1, 'a name').max(100),
  csr: z.string().trim().min(1, 'a certificate signing request').max(20_000),
});

/** "Generate certificate" and "Get Wise Certificate" (docs/wise.md 9). */
export const certificates: HubSection = {
  id: 'certificates',
  title: 'Client certificates (mTLS)',
  show: ({ state, client, now }) => {
    const own = state.certificates.of(client.clientId);
    return html`
<ul class="plain">${own.map((certificate) => html`<li>${certificateRow(client, certificate, now)}</li>`)}</ul>
${own.length === 0 && html`<p class="quiet">None yet. The key stays with you: Wise signs a request of yours.</p>`}
<form method="post" action="${actAddress(client, 'certificates', 'generate')}">
<label class="field">Name<input name="name" required maxlength="100" placeholder="Payments back end 2026"></label>
<label class="field">Certificate signing request
<textarea name="csr" rows="5" required maxlength="20000" spellcheck="false"
placeholder="-----BEGIN CERTIFICATE REQUEST-----"></textarea></label>
<p class="quiet">RSA 2048, 3072, 4096, P-256 or P-384, with <code>O</code>: <code>${OPENSSL}</code></p>
<label class="check"><input type="checkbox" name="expired" value="on">For tests: its year is over already</label>
<button>Generate certificate</button></form>
<p><a href="${WISE_CERTIFICATE}" download>Get Wise Certificate</a></p>`;
  },
  acts: {
    generate: async ({ state, client: { clientId }, fields }) => {
      const asked = askedSchema.parse({ name: fields.get('name') ?? '', csr: fields.get('csr') ?? '' });
      const issued = await issueCertificate(state, { clientId, ...asked, isExpired: fields.has('expired') });
      return issued.ok
        ? { kind: 'done', text: `“${asked.name}” is signed. Save it as PEM, beside its key.` }
        : { kind: 'refused', text: issued.refusal.message };
    },
    revoke: ({ state, client, fields }) =>
      revokeCertificate(state, client.clientId, fields.get('certificate') ?? '')
        ? { kind: 'done', text: 'The certificate is revoked: from the next call on, open connections too.' }
        : { kind: 'refused', text: 'This client has no such certificate.' },
  },
};

function certificateRow(client: RegisteredClient, certificate: IssuedCertificate, now: number) {
  const { id, name, certificate: pem } = certificate;
  return html`<form class="row" method="post" action="${actAddress(client, 'certificates', 'revoke')}">
<input type="hidden" name="certificate" value="${id}">
<span><bdi>${name}</bdi><small>${stateOf(certificate, now)}</small></span>
${isActive(certificate, now) && html`<button class="second" aria-label="Revoke ${name}">Revoke</button>`}
</form>
<details><summary>PEM</summary><textarea readonly rows="6" aria-label="The certificate ${name}">${pem}</textarea></details>`;
}

function stateOf({ revokedAt, notAfter }: IssuedCertificate, now: number): string {
  if (revokedAt !== null) return `revoked ${utc(Date.parse(revokedAt))}`;
  const end = Date.parse(notAfter);
  return end > now ? `valid until ${utc(end)}` : `expired ${utc(end)}`;
}
