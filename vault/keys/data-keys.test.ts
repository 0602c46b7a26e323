import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { DataKeys } from './data-keys';
import { openKeyRing } from './key-ring';
import { findDataKey, newDataKey } from './sealed-record';

const keyText = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe('remembered data keys', () => {
  it('are found by the id of their ring key and their wrapped bytes, and by nothing else', () => {
    const keys = new DataKeys(4);
    const [wrapped, other, key] = [randomBytes(40), randomBytes(40), randomBytes(32)];
    keys.remember('k1', wrapped, key);
    expect(keys.find('k1', Uint8Array.from(wrapped))?.equals(createSecretKey(key))).toBe(true);
    expect(keys.find('k2', wrapped)).toBeUndefined();
    expect(keys.find('k1', other)).toBeUndefined();
  });

  it('are so many at most: the oldest make room, and each stays its own', () => {
    const keys = new DataKeys(3);
    const all = Array.from({ length: 5 }, () => ({ wrapped: randomBytes(40), key: randomBytes(32) }));
    for (const { wrapped, key } of all) keys.remember('k1', wrapped, key);
    const found = all.map(({ wrapped }) => keys.find('k1', wrapped)?.export().toString('hex'));
    expect(found).toEqual([undefined, undefined, ...all.slice(2).map(({ key }) => key.toString('hex'))]);
  });

  it('are not those of a buffer that its owner erased', () => {
    const keys = new DataKeys(3);
    const [wrapped, key] = [randomBytes(40), randomBytes(32)];
    const expected = createSecretKey(key);
    keys.remember('k1', wrapped, key);
    key.fill(0);
    expect(keys.find('k1', wrapped)?.equals(expected)).toBe(true);
  });
});

describe('a data key that is found again', () => {
  it('is the same one, and refused beside the id of another ring key', () => {
    const ring = openKeyRing(new Secret([keyText('k1'), keyText('k2')].join(',')));
    const { keyId, wrappedKey, dataKey } = newDataKey(ring);
    for (const _time of [1, 2]) {
      expect(findDataKey(ring, keyId, wrappedKey).equals(dataKey)).toBe(true);
      expect(() => findDataKey(ring, 'k2', wrappedKey)).toThrow(
        expect.objectContaining({ code: 'RECORD_REFUSED' }),
      );
    }
  });

  it('is remembered when the ring is looked at again and its keys are the same, or one joined them', () => {
    const ring = openKeyRing(new Secret(keyText('k1')));
    const { keyId, wrappedKey, dataKey } = newDataKey(ring);
    findDataKey(ring, keyId, wrappedKey);
    ring.replace({ primary: 'k1', keys: new Map(ring.keys) });
    ring.replace({ primary: 'k2', keys: new Map([...ring.keys, ['k2', createSecretKey(randomBytes(32))]]) });
    expect(ring.dataKeys.find(keyId, wrappedKey)?.equals(dataKey)).toBe(true);
  });

  it('is forgotten when its ring key became another, or when any key left the ring', () => {
    const text = new Secret([keyText('k1'), keyText('k2')].join(','));
    const another = createSecretKey(randomBytes(32));
    const changes = [
      (keys: Map<string, KeyObject>) => keys.set('k1', another),
      (keys: Map<string, KeyObject>) => keys.delete('k2'),
    ];
    for (const change of changes) {
      const ring = openKeyRing(text);
      const { keyId, wrappedKey } = newDataKey(ring);
      findDataKey(ring, keyId, wrappedKey);
      const keys = new Map(ring.keys);
      change(keys);
      ring.replace({ primary: 'k1', keys });
      expect(ring.dataKeys.find(keyId, wrappedKey)).toBeUndefined();
    }
  });

  it('is unknown as soon as its ring key has left the ring', () => {
    const ring = openKeyRing(new Secret([keyText('k1'), keyText('k2')].join(',')));
    const { keyId, wrappedKey } = newDataKey(ring);
    findDataKey(ring, keyId, wrappedKey);
    ring.replace({ primary: 'k2', keys: new Map([...ring.keys].filter(([id]) => id !== keyId)) });
    expect(() => findDataKey(ring, keyId, wrappedKey)).toThrow(
      expect.objectContaining({ code: 'KEY_UNKNOWN' }),
    );
  });
});
