import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ConfigurationError } from '#lib/env/read';
import { Secret } from '#lib/log/secret';
import { envRootKey } from './env-root-key';
import { describeRootKey } from './testing/conformance';

const entry = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const key = createSecretKey(randomBytes(32));
const root = envRootKey(new Secret(entry('root-1', 1)));

it('opens what it wrapped, for that ring key alone', async () => {
  const wrapped = await root.wrap('r1', key);
  expect(root.rootKeyId).toBe('root-1');
  expect((await root.unwrap('r1', wrapped, 'root-1')).equals(key)).toBe(true);
  await expect(root.unwrap('r2', wrapped, 'root-1')).rejects.toThrow();
  expect(wrapped.includes(key.export())).toBe(false);
});

it('refuses each changed byte, and what is cut short', async () => {
  const wrapped = await root.wrap('r1', key);
  for (let at = 0; at < wrapped.byteLength; at += 1) {
    const changed = Buffer.from(wrapped);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(root.unwrap('r1', changed, 'root-1')).rejects.toThrow();
  }
  await expect(root.unwrap('r1', wrapped.subarray(0, 20), 'root-1')).rejects.toThrow();
});

it('opens with an older root key that is still set, by its id, and with no other', async () => {
  const wrapped = await root.wrap('r1', key);
  const both = envRootKey(new Secret(`${entry('root-2', 2)},${entry('root-1', 1)}`));
  expect((await both.unwrap('r1', wrapped, 'root-1')).equals(key)).toBe(true);
  await expect(both.unwrap('r1', wrapped, 'root-2')).rejects.toThrow();
  const later = envRootKey(new Secret(entry('root-2', 2)));
  await expect(later.unwrap('r1', wrapped, 'root-1')).rejects.toThrow(
    'VAULT_ROOT_KEY has no root key root-1',
  );
});

it('names the entry that is wrong, and repeats no key', () => {
  const bad = Buffer.alloc(31, 3).toString('base64');
  const act = () => envRootKey(new Secret(`root-1:${bad}`));
  expect(act).toThrow(ConfigurationError);
  expect(act).toThrow('VAULT_ROOT_KEY: entry 1 (root-1) is not the base64 of exactly 32 bytes');
  expect(act).not.toThrow(bad);
});

describeRootKey('env (VAULT_ROOT_KEY)', () => ({
  provider: envRootKey(new Secret(`${entry('root-2', 2)},${entry('root-1', 1)}`)),
  stranger: envRootKey(new Secret(entry('stranger', 3))),
}));
