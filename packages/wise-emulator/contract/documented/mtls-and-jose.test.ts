import { beforeEach } from 'vitest';
import { CLIENT, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { decryptByHand, encryptByHand, headerOf, pairFor, signByHand } from '#testing/jose-by-hand';
import { ECHO, FAILED, JosePartner, JWS_ERROR, SAID } from '#testing/jose-partner';
import { callOverTls, getIdentity } from '#testing/partner-certificate';
import { aNumber, describeExamples, type Example, like, UTC_MILLISECONDS } from './example';

const wise = emulatorForTests();
const partner = new JosePartner(wise);

beforeEach(async () => {
  wise.get().state.clients.put(CLIENT);
  await partner.signIn();
});

const PLAYGROUND = '/v1/authenticated/playground';
const FORBIDDEN = {
  timestamp: like(UTC_MILLISECONDS),
  status: 403,
  error: 'unauthorized',
  message: 'Unauthorized',
};
const json = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as unknown,
});

async function overMtls(path: string) {
  const { url, mtls } = wise.get();
  const { key, cert } = await getIdentity(url, CLIENT.clientId);
  const headers = { authorization: `Bearer ${partner.token}` };
  const { status, body } = await callOverTls(mtls.url + path, { ca: mtls.caCertificate, key, cert, headers });
  return { status, body: JSON.parse(body) as unknown };
}

const MTLS: readonly Example[] = [
  {
    section: '9',
    what: 'the check of a certificate: the body',
    source: 'assumed',
    ask: () => overMtls(PLAYGROUND),
    says: { status: 200, body: { message: 'Authenticated', clientId: 'test-app' } },
  },
  {
    section: '9',
    what: 'a client that has to use mTLS, at the plain host',
    source: 'assumed',
    ask: async () => {
      wise.get().state.clients.put({ ...CLIENT, enforce: { mtls: true } });
      return json(await wise.call('/v1/me', partner.token));
    },
    says: { status: 403, body: FORBIDDEN },
  },
];

describeExamples('mutual TLS', MTLS);

const JOSE = '/v1/auth/jose';
const JWS = `${JOSE}/playground/jws`;
const JWSJWE = `${JOSE}/playground/jwsjwe`;
const getKey = async (query: string) =>
  json(await wise.call(`${JOSE}/response/public-keys?${query}`, partner.token));

type Opened = { header: unknown; message: unknown };
/** A sealed answer: its header, and what is in it. */
const opened = (text: string, message: string): Opened => ({
  header: headerOf(text),
  message: JSON.parse(message),
});
const payloadOf = (token: string) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();

async function signedFor(url: string): Promise<string> {
  const { privateKey, kid } = await partner.uploadSigningKey('ES512');
  return signByHand('ES512', privateKey, { typ: 'JWT', kid, url }, SAID);
}

async function encrypted(text: string) {
  const { privateKey, kid } = await partner.uploadEncryptionKey();
  const { key } = await partner.wiseKey('RSA_OAEP_256');
  return { privateKey, kid, ...encryptByHand(key, text) };
}

const KEY = {
  keyId: 'b9b36d03-b6a1-45e4-80a2-6d65ed00efd7',
  scope: 'PAYLOAD_SIGNING',
  validFrom: '2023-07-15 01:00:00',
  validTill: '2043-07-15 01:00:00',
  publicKeyMaterial: {
    algorithm: 'ES256',
    keyMaterial: pairFor('ES256').publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  },
};

const SEALED: readonly Example[] = [
  {
    section: '10',
    what: "Wise's public key",
    source: 'documented',
    ask: () => getKey('algorithm=ES512&scope=PAYLOAD_SIGNING'),
    says: {
      status: 200,
      body: {
        version: aNumber(),
        keyMaterial: { algorithm: 'ES512', keyMaterial: like(/^[A-Za-z0-9+/]+=*$/) },
        scope: 'PAYLOAD_SIGNING',
      },
    },
  },
  {
    section: '10',
    what: 'an uploaded key',
    source: 'documented',
    ask: () => partner.post(`${JOSE}/request/public-keys`, KEY),
    says: { status: 201, body: { clientId: null, ...KEY, deactivationTimestamp: null } },
  },
  {
    section: '10',
    what: 'a key asked for with a user token: the body',
    source: 'assumed',
    ask: async () => {
      const { code } = await wise.consent();
      const { access_token } = (await wise.token(exchangeOf(code))).body;
      return json(
        await wise.call(`${JOSE}/response/public-keys?algorithm=ES512&scope=PAYLOAD_SIGNING`, access_token),
      );
    },
    says: { status: 403, body: FORBIDDEN },
  },
  {
    section: '10',
    what: 'the playground, signed',
    source: 'documented',
    ask: async () => {
      const { status, text } = await partner.call(JWS, 'jws', await signedFor(JWS));
      return { status, body: opened(text, payloadOf(text)) };
    },
    says: { status: 200, body: { header: { version: aNumber(), alg: 'ES512' }, message: ECHO } },
  },
  {
    section: '10',
    what: 'a signature that is for another path',
    source: 'documented',
    ask: async () => {
      const { status, text } = await partner.call(JWS, 'jws', await signedFor('/v1/me'));
      return { status, body: JSON.parse(text) as unknown };
    },
    says: { status: 400, body: JWS_ERROR },
  },
  {
    section: '10',
    what: 'the playground, encrypted',
    source: 'documented',
    ask: async () => {
      const { token, privateKey } = await encrypted(SAID);
      const { status, text } = await partner.call(`${JOSE}/playground/jwe`, 'jwe', token);
      return { status, body: opened(text, decryptByHand(privateKey, text)) };
    },
    says: {
      status: 200,
      body: { header: { enc: 'A256GCM', alg: 'RSA-OAEP-256', kid: like(/.+/) }, message: ECHO },
    },
  },
  {
    section: '10',
    what: 'the playground by GET: only the answer is encrypted',
    source: 'documented',
    ask: async () => {
      const { privateKey } = await partner.uploadEncryptionKey();
      const { status, text } = await partner.call(`${JOSE}/playground/jwe`, 'jwe', undefined);
      return { status, body: JSON.parse(decryptByHand(privateKey, text)) as unknown };
    },
    says: { status: 200, body: { message: 'jose-playground-response-', method: 'GET' } },
  },
  {
    section: '10',
    what: "direct: under the request's own content key",
    source: 'documented',
    ask: async () => {
      const { token, contentKey } = await encrypted(SAID);
      const { status, text } = await partner.call(`${JOSE}/playground/jwe-direct-encryption`, 'jwe', token);
      return { status, body: opened(text, decryptByHand(contentKey, text)) };
    },
    says: { status: 200, body: { header: { enc: 'A256GCM', alg: 'dir' }, message: ECHO } },
  },
  {
    section: '10',
    what: 'signed, then encrypted, there and back',
    source: 'documented',
    ask: async () => {
      const { token, privateKey } = await encrypted(await signedFor(JWSJWE));
      const { status, text } = await partner.call(JWSJWE, 'jws+jwe', token);
      return { status, body: JSON.parse(payloadOf(decryptByHand(privateKey, text))) as unknown };
    },
    says: { status: 200, body: ECHO },
  },
  {
    section: '10',
    what: 'decryption fails',
    source: 'documented',
    ask: async () => {
      const { status, text } = await partner.call(JWSJWE, 'jws+jwe', await signedFor(JWSJWE));
      return { status, body: JSON.parse(text) as unknown };
    },
    says: { status: 500, body: FAILED },
  },
];

describeExamples('JOSE', SEALED);
