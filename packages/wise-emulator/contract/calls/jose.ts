import { encryptByHand, pairFor, signByHand } from '#testing/jose-by-hand';
import { JosePartner, SAID } from '#testing/jose-partner';
import type { ContractCall, ContractWise } from '../contract-wise';

type Scene = { partner: JosePartner; path: string };

async function sceneOf(wise: ContractWise, path: string): Promise<Scene> {
  const partner = new JosePartner(wise);
  await partner.signIn();
  return { partner, path: wise.versioned(path) };
}

async function encrypted({ partner }: Scene, text: string): Promise<string> {
  await partner.uploadEncryptionKey();
  return encryptByHand((await partner.wiseKey('RSA_OAEP_256')).key, text).token;
}

async function signed({ partner, path }: Scene): Promise<string> {
  const { privateKey } = await partner.uploadSigningKey('ES256');
  return signByHand('ES256', privateKey, { url: path }, SAID);
}

type Played = {
  method: string;
  status: number;
  about: string;
  body?: (scene: Scene) => Promise<string>;
  headers?: Record<string, string>;
};

function playground(name: string, { method, status, about, body, headers }: Played): ContractCall {
  const path = `/v1/auth/jose/playground/${name}`;
  return {
    operation: `${body ? 'POST' : 'GET'} ${path}`,
    status,
    about,
    send: async (wise) => {
      const scene = await sceneOf(wise, path);
      if (!body) await scene.partner.uploadEncryptionKey();
      return scene.partner.call(scene.path, method, await body?.(scene), headers);
    },
  };
}

const KEYS: readonly ContractCall[] = [
  {
    operation: 'GET /v1/auth/jose/response/public-keys',
    status: 200,
    about: "Wise's own key",
    send: async (wise) =>
      wise.ask('GET', '/v1/auth/jose/response/public-keys?algorithm=ES512&scope=PAYLOAD_SIGNING', {
        token: await wise.applicationToken(),
      }),
  },
  {
    operation: 'GET /v1/auth/jose/response/public-keys',
    status: 404,
    about: 'a version that there never was',
    send: async (wise) =>
      wise.ask('GET', '/v1/auth/jose/response/public-keys?algorithm=ES512&scope=PAYLOAD_SIGNING&version=99', {
        token: await wise.applicationToken(),
      }),
  },
  {
    operation: 'GET /v1/auth/jose/response/public-keys',
    status: 422,
    about: 'an algorithm that there is not',
    send: async (wise) =>
      wise.ask('GET', '/v1/auth/jose/response/public-keys?algorithm=RS256&scope=PAYLOAD_SIGNING', {
        token: await wise.applicationToken(),
      }),
  },
  upload(201, "the partner's own key", () => [newKey()]),
  upload(409, 'the same key again', () => {
    const key = newKey();
    return [key, key];
  }),
  upload(422, 'no key at all', () => [{ ...newKey(), publicKeyMaterial: {} }]),
];

function newKey() {
  const keyMaterial = pairFor('ES256').publicKey.export({ format: 'der', type: 'spki' });
  return {
    keyId: crypto.randomUUID(),
    scope: 'PAYLOAD_SIGNING',
    validFrom: '2026-01-01 00:00:00',
    validTill: '2046-01-01 00:00:00',
    publicKeyMaterial: { algorithm: 'ES256', keyMaterial: keyMaterial.toString('base64') },
  };
}

function upload(status: number, about: string, keys: () => object[]): ContractCall {
  return {
    operation: 'POST /v1/auth/jose/request/public-keys',
    status,
    about,
    send: async (wise) => {
      const token = await wise.applicationToken();
      let last = { status: 0 };
      for (const key of keys()) {
        last = await wise.ask('POST', '/v1/auth/jose/request/public-keys', {
          token,
          json: JSON.stringify(key),
        });
      }
      return last;
    },
  };
}

const both = { method: 'jws+jwe' };

export const JOSE_CALLS: readonly ContractCall[] = [
  ...KEYS,
  playground('jws', { method: 'jws', status: 200, about: 'signed', body: signed }),
  playground('jws', {
    method: 'jws',
    status: 400,
    about: 'not signed',
    body: () => Promise.resolve(SAID),
  }),
  playground('jwe', { method: 'jwe', status: 200, about: 'nothing sent' }),
  playground('jwe', {
    method: 'jwe',
    status: 400,
    about: 'no key for the answer is named',
    headers: { 'x-tw-jose-encryption-kid': '' },
  }),
  playground('jwe', {
    method: 'jwe',
    status: 500,
    about: 'a key for the answer that there is not',
    headers: { 'x-tw-jose-encryption-kid': 'e87da464-8e5e-4380-8f2d-4e4e04052672' },
  }),
  playground('jwe', {
    method: 'jwe',
    status: 200,
    about: 'encrypted',
    body: (scene) => encrypted(scene, SAID),
  }),
  playground('jwe-direct-encryption', {
    method: 'jwe',
    status: 200,
    about: 'encrypted both ways under one key',
    body: (scene) => encrypted(scene, SAID),
  }),
  playground('jwsjwe', {
    ...both,
    status: 200,
    about: 'signed, then encrypted',
    body: async (scene) => encrypted(scene, await signed(scene)),
  }),
  playground('jwsjwe', {
    ...both,
    status: 400,
    about: 'encrypted, not signed',
    body: (scene) => encrypted(scene, SAID),
  }),
  playground('jwsjwe', { ...both, status: 500, about: 'signed, not encrypted', body: signed }),
  ...['jwe', 'jwe-direct-encryption'].map((name) =>
    playground(name, { method: 'jwe', status: 500, about: 'not encrypted', body: signed }),
  ),
  ...['jws', 'jwe', 'jwe-direct-encryption', 'jwsjwe'].map((name) =>
    playground(name, { method: 'jwt', status: 400, about: 'an unknown method', body: signed }),
  ),
  playground('jws', {
    method: 'jws',
    status: 406,
    about: 'another Accept',
    body: signed,
    headers: { accept: 'application/json' },
  }),
  playground('jws', {
    method: 'jws',
    status: 415,
    about: 'another Content-Type',
    body: signed,
    headers: { 'content-type': 'application/jose' },
  }),
];
