import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#lib/env/read';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { findKey, hkdf, isKeyUnknown, KeyRing, openKeyRing, usableKeyIds } from './key-ring';
import { newDataKey, unwrapDataKey } from './sealed-record';

const A = Buffer.alloc(32, 0xaa).toString('base64');
const B = Buffer.alloc(32, 0xbb).toString('base64');

async function problems(text: string): Promise<string> {
  try {
    openKeyRing(new Secret(text));
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('openKeyRing', () => {
  it('writes with the first key and keeps the others for reading', async () => {
    const ring = openKeyRing(new Secret(`new:${A}, old-1:${B}`));
    expect(ring.primary).toBe('new');
    expect([...ring.keys.keys()]).toEqual(['new', 'old-1']);
    expect(usableKeyIds(ring)).toEqual(['new', 'old-1']);
    expect(findKey(ring, 'old-1').export().toString('base64')).toBe(B);
  });

  it.each([
    ['an empty ring', ''],
    ['no id', A],
    ['an empty id', `:${A}`],
    ['an id with capitals', `New:${A}`],
    ['an id that is too long', `${'a'.repeat(33)}:${A}`],
    ['an id twice', `k:${A},k:${B}`],
    ['31 bytes', `k:${Buffer.alloc(31, 1).toString('base64')}`],
    ['33 bytes', `k:${Buffer.alloc(33, 1).toString('base64')}`],
    ['characters that base64 does not have', `k:${A.slice(0, -2)}!=`],
    ['base64url', `k:${Buffer.alloc(32, 0xff).toString('base64url')}`],
    ['a missing =', `k:${A.replaceAll('=', '')}`],
    ['a comma at the end', `k:${A},`],
  ])('refuses %s', async (_what, text) => {
    expect(await problems(text)).toMatch(/VAULT_KEYS: entry \d/);
  });

  it('never repeats key material in its refusal', async () => {
    const text = await problems(`Bad Id:${A},k:${B}x`);
    expect(text).toContain('entry 1');
    expect(text).toContain('entry 2');
    expect(text).not.toContain(A.slice(0, 8));
    expect(text).not.toContain(B.slice(0, 8));
  });
});

describe('a ring that changes while it is used', () => {
  it('seals with the key that is primary now, and opens with every key it still has', async () => {
    const ring = openKeyRing(new Secret(`old:${A}`));
    const older = newDataKey(ring);
    ring.replace({
      primary: 'new',
      keys: new Map([...ring.keys, ['new', createSecretKey(Buffer.from(B, 'base64'))]]),
    });
    expect(newDataKey(ring).keyId).toBe('new');
    expect(unwrapDataKey(ring, older.keyId, older.wrappedKey).equals(older.dataKey)).toBe(true);
    ring.replace({ primary: 'new', keys: new Map([['new', findKey(ring, 'new')]]) });
    expect(() => unwrapDataKey(ring, older.keyId, older.wrappedKey)).toThrow(
      expect.objectContaining({ code: 'KEY_UNKNOWN' }),
    );
  });

  it('seals nothing while no key is active', async () => {
    const ring = new KeyRing({ primary: undefined, keys: new Map() });
    expect(() => newDataKey(ring)).toThrow(expect.objectContaining({ code: 'KEY_UNKNOWN' }));
  });
});

describe('findKey', () => {
  it('knows exactly the named key and no other', async () => {
    const ring = openKeyRing(new Secret(`k:${A}`));
    expect(() => findKey(ring, 'other')).toThrow(expect.objectContaining({ code: 'KEY_UNKNOWN' }));
  });

  it('says which key is missing, and repeats no text from the database that is not an id', async () => {
    const ring = openKeyRing(new Secret(`k:${A}`));
    expect(() => findKey(ring, 'key-2025')).toThrow('key-2025');
    const planted = 'x\n{"level":"fatal"}';
    expect(() => findKey(ring, planted)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('fatal') }),
    );
  });

  it('is told apart from every other failure: a missing key is no refused record', async () => {
    const ring = openKeyRing(new Secret(`k:${A}`));
    const failure = (act: () => unknown): unknown => {
      try {
        return act();
      } catch (error) {
        return error;
      }
    };
    expect(isKeyUnknown(failure(() => findKey(ring, 'other')))).toBe(true);
    expect(isKeyUnknown(failure(() => hkdf(ring, 'other', 'audit')))).toBe(true);
    expect(isKeyUnknown(new AppError('RECORD_REFUSED'))).toBe(false);
    expect(isKeyUnknown(new Error('KEY_UNKNOWN'))).toBe(false);
  });
});

describe('hkdf', () => {
  it('gives one key for one purpose and another for another', async () => {
    const ring = openKeyRing(new Secret(`k:${A},l:${B}`));
    const bytes = (keyId: string, label: string) => hkdf(ring, keyId, label).export().toString('hex');
    expect(bytes('k', 'audit')).toBe(bytes('k', 'audit'));
    expect(new Set([bytes('k', 'audit'), bytes('k', 'other'), bytes('l', 'audit')]).size).toBe(3);
    expect(bytes('k', 'audit')).not.toBe(Buffer.from(A, 'base64').toString('hex'));
  });
});
