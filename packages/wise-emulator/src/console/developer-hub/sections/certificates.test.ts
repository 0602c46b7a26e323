import { describe, expect, it } from 'vitest';
import { AUTHORIZATION, emulatorForTests } from '#testing/emulator-for-tests';
import { hubVisitor } from '#testing/hub-visitor';
import { callOverTls, makeCsr } from '#testing/partner-certificate';

const wise = emulatorForTests();
const { open, press } = hubVisitor(wise);
const PAGE = '/developer-hub/clients/test-app';
const generate = (fields: Record<string, string>) => press(`${PAGE}/certificates/generate`, fields);

/** The PEM that the page shows for a certificate. */
const shownPem = (text: string, name: string) =>
  new RegExp(`aria-label="The certificate ${name}">([^<]+)<`).exec(text)?.[1] ?? '';

/** A token at the mTLS host; the emulator's handshake fails for what is revoked. */
const takeToken = (key: string, cert: string) =>
  callOverTls(`${wise.get().mtls.url}/oauth/token`, {
    method: 'POST',
    ca: wise.get().mtls.caCertificate,
    key,
    cert,
    headers: { authorization: AUTHORIZATION },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

describe('client certificates in the Developer Hub', () => {
  it('are signed from a pasted request, work at the mTLS host, and end when revoked', async () => {
    const { csr, key } = await makeCsr();
    // As a browser sends what stands in a text area: lines end in CR LF.
    const page = await generate({ name: 'hub-first', csr: csr.replaceAll('\n', '\r\n') });
    const pem = shownPem(page.text, 'hub-first');
    expect(page.text).toContain('“hub-first” is signed.');
    expect((await takeToken(key, pem)).status).toBe(200);
    const id = /name="certificate" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const revoked = await press(`${PAGE}/certificates/revoke`, { certificate: id });
    expect(revoked.text).toContain('The certificate is revoked');
    expect(revoked.text).not.toContain('aria-label="Revoke hub-first"');
    await expect(takeToken(key, pem)).rejects.toThrow();
    expect(wise.events('certificate.revoked')).toMatchObject([{ clientId: 'test-app', certificateId: id }]);
  });

  it('may have expired already, for tests', async () => {
    const { csr, key } = await makeCsr();
    const page = await generate({ name: 'hub-expired', csr, expired: 'on' });
    expect(page.text).toContain('expired ');
    await expect(takeToken(key, shownPem(page.text, 'hub-expired'))).rejects.toThrow();
  });

  it.each([
    ['no name', { name: ' ' }, 'name: a name'],
    ['no request', { csr: '' }, 'csr: a certificate signing request'],
    ['nonsense', { csr: 'nonsense' }, 'class="card notice"'],
    ['a name that is taken', { name: 'hub-taken' }, 'has a certificate of this name already'],
  ])('are refused for %s, in words', async (_what, fields, words) => {
    const { csr } = await makeCsr();
    await generate({ name: 'hub-taken', csr });
    const before = wise.get().state.certificates.of('test-app').length;
    expect((await generate({ name: 'another', csr, ...fields })).text).toContain(words);
    expect(wise.get().state.certificates.of('test-app')).toHaveLength(before);
  });

  it('hand out the certificate of Wise', async () => {
    const { text } = await open(PAGE);
    const link = /href="([^"]+)" download>Get Wise Certificate/.exec(text)?.[1] ?? '';
    expect((await open(link)).text).toBe(wise.get().mtls.caCertificate);
  });

  it('of another client cannot be revoked', async () => {
    const { csr } = await makeCsr();
    await generate({ name: 'hub-mine', csr });
    const id = wise.get().state.certificates.of('test-app').at(-1)?.id ?? '';
    const refused = await press('/developer-hub/clients/other-app/certificates/revoke', { certificate: id });
    expect(refused.text).toContain('This client has no such certificate.');
  });
});
