#!/bin/sh
# vitest 4.1.12: for toEqual, toStrictEqual and toHaveBeenCalledWith any two keys of a class (secrets, private keys, CryptoKeys) are the
# same, also inside an object: another secret, another length, another algorithm. A KeyObject and a CryptoKey keep what they are outside their properties, which is all that
# Vitest compares. A test that expects a key cannot fail.
# Expected: what assert.deepStrictEqual of Node 20.20.2 says, which compares the key itself (nodejs/node pull request 50897).
# For us: tests compare what a key does, its exported bytes, or `key.equals(other)` (CONTRIBUTING.md); no unit test had compared two.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --save-exact vitest@4.1.12
cat >keys.test.js <<'J'
import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';

const secret = (length) => createSecretKey(randomBytes(length));
const webKey = (name, uses) => crypto.subtle.importKey('raw', randomBytes(32), name, false, uses);
const pairs = {
  'two secrets': [secret(32), secret(32)],
  'secrets of two lengths': [secret(32), secret(16)],
  'Ed25519 and P-256': [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  'in an object': [{ id: 1, key: secret(32) }, { id: 1, key: secret(16) }],
  'two CryptoKeys': [await webKey('AES-GCM', ['encrypt']), await webKey('AES-GCM', ['encrypt'])],
  'CryptoKeys of two algorithms': [await webKey('AES-GCM', ['encrypt']), await webKey('HKDF', ['deriveKey'])],
};
const called = (argument) => {
  const spy = vi.fn();
  spy(argument);
  return spy;
};
for (const [name, [one, other]] of Object.entries(pairs)) {
  test(`${name}: toEqual`, () => expect(one).toEqual(other));
  test(`${name}: toStrictEqual`, () => expect(one).toStrictEqual(other));
  test(`${name}: toHaveBeenCalledWith`, () => expect(called(one)).toHaveBeenCalledWith(other));
  test(`${name}: Node's assert`, () => assert.throws(() => assert.deepStrictEqual(one, other)));
}
J
node --version
NO_COLOR=1 npx vitest run --reporter=verbose >said 2>&1 || true
grep -E '✓|×|Tests ' said
grep -q 'Tests  24 passed (24)' said
