import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PUBLISHED_SAMPLE as sample } from '#vault/testing/published-sample';
import { PUBLISHED_KEYS } from '#vault/webhooks/published-keys';

import { digestOf, findSigner, readSignature, readWebhookKeys } from './webhook-signature';

const keysOf = (pem: string) => {
  const read = readWebhookKeys(pem);
  if ('problem' in read) throw new Error(read.problem);
  return read.keys;
};
const pemOf = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }));
const isSignedByAny = (...ask: Parameters<typeof findSigner>) => findSigner(...ask) !== undefined;
const own = generateKeyPairSync('rsa', { modulusLength: 2048 });

const body = Buffer.from(sample.body);
const signature = readSignature(sample.signature) ?? Buffer.alloc(0);
const sandbox = keysOf(PUBLISHED_KEYS.sandbox);

describe('the sample that Wise publishes', () => {
  it('verifies with the published key of its environment, and with no other', () => {
    expect(isSignedByAny(sandbox, body, signature)).toBe(true);
    expect(isSignedByAny(keysOf(PUBLISHED_KEYS.production), body, signature)).toBe(false);
    expect(isSignedByAny(keysOf(pemOf(own.publicKey)), body, signature)).toBe(false);
    expect(isSignedByAny([], body, signature)).toBe(false);
  });

  it('verifies with any of several keys: one is rotated beside the other', () => {
    const both = keysOf(`${pemOf(own.publicKey)}\n${PUBLISHED_KEYS.sandbox}`);
    expect(both).toHaveLength(2);
    expect(isSignedByAny(both, body, signature)).toBe(true);
  });

  it('the published keys are those whose fingerprints were read at Wise', () => {
    expect(sandbox.map(({ fingerprint }) => fingerprint)).toEqual([
      '30bfe2d6312e1b03eedca03db05ee5d0ba3b57e648757b57d0d89a593f710edf',
    ]);
    expect(keysOf(PUBLISHED_KEYS.production).map(({ fingerprint }) => fingerprint)).toEqual([
      'e86411cd96968b70488a1c11dcd22907075dfd25299800578c405c9010a0834a',
    ]);
  });

  it('does not verify with any byte changed, of the body or of the signature', () => {
    const flipped = (bytes: Buffer, at: number) => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    for (let at = 0; at < body.length; at += 1)
      expect(isSignedByAny(sandbox, flipped(body, at), signature)).toBe(false);
    for (let at = 0; at < signature.length; at += 1)
      expect(isSignedByAny(sandbox, body, flipped(signature, at))).toBe(false);
    for (const other of [Buffer.concat([body, Buffer.from(' ')]), body.subarray(1), Buffer.alloc(0)])
      expect(isSignedByAny(sandbox, other, signature)).toBe(false);
  });

  it('does not verify written again from what was parsed', () => {
    const again = Buffer.from(JSON.stringify(JSON.parse(sample.body), null, 1));
    expect(isSignedByAny(sandbox, again, signature)).toBe(false);
    expect(digestOf(again)).not.toEqual(digestOf(body));
  });
});

it.each(['sha1', 'sha384', 'sha512'])('a signature with %s by the right key is none', (algorithm) => {
  const keys = keysOf(pemOf(own.publicKey));
  expect(isSignedByAny(keys, body, sign(algorithm, body, own.privateKey))).toBe(false);
  expect(isSignedByAny(keys, body, sign('sha256', body, own.privateKey))).toBe(true);
});

it('PSS with SHA-256 by the right key is none', () => {
  const pss = sign('sha256', body, { key: own.privateKey, padding: 6, saltLength: 32 });
  expect(isSignedByAny(keysOf(pemOf(own.publicKey)), body, pss)).toBe(false);
});

describe('what a signature header can be', () => {
  const { signature: text } = sample;
  const last = text.at(-3) ?? '';
  // the last character before the padding has bits that decode to nothing
  const sameBytes = `${text.slice(0, -3)}${String.fromCharCode(last.charCodeAt(0) + 1)}==`;

  it('a second text for the same bytes decodes alike, and is refused', () => {
    expect(Buffer.from(sameBytes, 'base64')).toEqual(Buffer.from(text, 'base64'));
    expect(readSignature(sameBytes)).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['two headers', [text, text]],
    ['two values in one', `${text}, ${text}`],
    ['empty', ''],
    ['a space before', ` ${text}`],
    ['a line break inside', `${text.slice(0, 76)}\n${text.slice(76)}`],
    ['no padding', text.slice(0, -2)],
    ['more padding', `${text}=`],
    ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')],
    ['no base64', '!!!'],
    ['32 bytes, as an HMAC has', Buffer.alloc(32).toString('base64')],
    ['megabytes', 'A'.repeat(1_000_000)],
  ])('%s is refused', (_what, header) => {
    expect(readSignature(header)).toBeUndefined();
  });
});

describe('what is read as keys', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;

  it.each([
    ['nothing', ''],
    ['no PEM', 'MIIBIjAN'],
    ['half a file', PUBLISHED_KEYS.sandbox.slice(0, 200)],
    ['something after a key', `${PUBLISHED_KEYS.sandbox}\nand more`],
    ['a private key', String(own.privateKey.export({ type: 'pkcs8', format: 'pem' }))],
    ['an elliptic key', pemOf(ec)],
    ['1024 bits', pemOf(short)],
    ['a block of nonsense', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
  ])('%s is refused, with a reason and without its text', (_what, text) => {
    const read = readWebhookKeys(text);
    expect(read).toEqual({ problem: expect.any(String) });
    expect('problem' in read && read.problem).not.toContain('MIIB');
  });

  it('the same key twice counts once', () => {
    const pem = pemOf(createPublicKey(PUBLISHED_KEYS.sandbox));
    expect(keysOf(`${PUBLISHED_KEYS.sandbox}\n${pem}`)).toHaveLength(1);
  });
});
