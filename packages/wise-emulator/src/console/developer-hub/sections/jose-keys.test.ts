import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { hubVisitor } from '#testing/hub-visitor';
import { pairFor, signByHand } from '#testing/jose-by-hand';
import { JosePartner, SAID } from '#testing/jose-partner';

const wise = emulatorForTests();
const { open, press } = hubVisitor(wise);
const partner = new JosePartner(wise);
const PAGE = '/developer-hub/clients/test-app';
const JWS = '/v1/auth/jose/playground/jws';

beforeEach(() => partner.signIn());

const pemOf = (pair: ReturnType<typeof pairFor>) =>
  pair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const upload = (fields: Record<string, string>) =>
  press(`${PAGE}/jose-keys/upload`, { keyId: 'our signing key', algorithm: 'ES256', ...fields });

describe('JOSE keys in the Developer Hub', () => {
  it('any label is a key id; what it signs is verified until it is removed', async () => {
    const pair = pairFor('ES256');
    const page = await upload({ keyMaterial: pemOf(pair).replaceAll('\n', '\r\n') });
    expect(page.text).toContain('<bdi>our signing key</bdi><small>ES256 · signing</small>');
    const signed = () =>
      partner.call(
        JWS,
        'jws',
        signByHand('ES256', pair.privateKey, { kid: 'our signing key', url: JWS }, SAID),
      );
    expect((await signed()).status).toBe(200);
    const removed = await press(`${PAGE}/jose-keys/remove`, { keyId: 'our signing key' });
    expect(removed.text).toContain('The key is removed.');
    expect((await signed()).status).toBe(400);
  });

  it('are good until a time, which the list says', async () => {
    const page = await upload({ keyMaterial: pemOf(pairFor('ES256')), validTill: '2020-01-01 00:00:00' });
    expect(page.text).toContain('over since 2020-01-01 00:00 UTC');
  });

  it.each([
    ['a key of another curve', { keyMaterial: pemOf(pairFor('ES384')) }, 'no public key for ES256'],
    ['nonsense', { keyMaterial: '<script>' }, 'no public key for ES256'],
    ['no id', { keyId: '', keyMaterial: pemOf(pairFor('ES256')) }, 'keyId'],
    ['a time that is none', { keyMaterial: pemOf(pairFor('ES256')), validTill: 'soon' }, 'validTill'],
    ['an unknown algorithm', { keyMaterial: '', algorithm: 'RS256' }, 'Nothing was changed.'],
  ])('are refused for %s, in words', async (_what, fields, words) => {
    const { status, text } = await upload(fields);
    expect(status).toBe(200);
    expect(text).toContain(words);
    expect(text).not.toContain('<script');
    expect(wise.get().state.partnerKeys.of('test-app')).toEqual([]);
  });

  it('have ids of their own', async () => {
    await upload({ keyMaterial: pemOf(pairFor('ES256')) });
    const again = await upload({ keyMaterial: pemOf(pairFor('ES256')) });
    expect(again.text).toContain('This client has a key of this id already.');
    const others = await press('/developer-hub/clients/other-app/jose-keys/remove', {
      keyId: 'our signing key',
    });
    expect(others.text).toContain('This client has no such key.');
    expect((await open('/developer-hub/clients/other-app')).text).not.toContain('our signing key');
  });

  it('of Wise get a new version with a button', async () => {
    const { version } = await partner.wiseKey('PS256');
    const page = await press(`${PAGE}/jose-keys/rotate-wise`, { algorithm: 'PS256' });
    expect(page.text).toContain(`Wise uses version ${version + 1} of its PS256 key from now on.`);
    expect((await partner.wiseKey('PS256')).version).toBe(version + 1);
  });
});
