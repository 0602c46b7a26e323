import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { openKeyRing } from './key-ring';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from './sealed-record';

const ring = openKeyRing(new Secret(`k1:${Buffer.alloc(32, 7).toString('base64')}`));
const otherRing = openKeyRing(new Secret(`k1:${Buffer.alloc(32, 8).toString('base64')}`));
const TOKEN = '7f1c2b9e-0d7b-4c56-9a44-5a1b8f6a2c11';

const context: RecordContext = {
  environment: 'sandbox',
  clientId: 'acme',
  subject: { kind: 'connection', id: '3f1d5d1e-3d5a-4a58-8f3f-000000000001' },
  customerId: '3f1d5d1e-3d5a-4a58-8f3f-000000000002',
  wiseUserId: '9223372036854775807',
  profileId: '30000000',
  field: 'access',
  version: 12n,
};

function refusal(attempt: () => unknown): AppError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

const sealed = () => {
  const { dataKey, keyId, wrappedKey } = newDataKey(ring);
  return { dataKey, keyId, wrappedKey, record: seal(dataKey, context, new Secret(TOKEN)) };
};

describe('a sealed record', () => {
  it('opens in the place it was sealed for', () => {
    const { keyId, wrappedKey, record } = sealed();
    const dataKey = unwrapDataKey(ring, keyId, wrappedKey);
    expect(open(dataKey, context, record).reveal()).toBe(TOKEN);
  });

  it('carries tokens of any size', () => {
    const { dataKey } = sealed();
    for (const length of [1, 36, 4_096, 65_536]) {
      const token = 'x'.repeat(length);
      expect(open(dataKey, context, seal(dataKey, context, new Secret(token))).reveal()).toBe(token);
    }
  });

  it('is another one each time, with another data key each time', () => {
    const [one, two] = [sealed(), sealed()];
    expect(one.record.equals(two.record)).toBe(false);
    expect(one.dataKey.equals(two.dataKey)).toBe(false);
    expect(one.record.includes(TOKEN)).toBe(false);
  });

  it('is refused with any of its bits flipped', () => {
    const { dataKey, record } = sealed();
    for (let at = 0; at < record.length; at += 1) {
      for (const bit of [1, 128]) {
        const changed = Buffer.from(record);
        changed[at] = (changed[at] ?? 0) ^ bit;
        expect(refusal(() => open(dataKey, context, changed)).code).toBe('RECORD_REFUSED');
      }
    }
  });

  it('is refused at any other length', () => {
    const { dataKey, record } = sealed();
    for (let length = 0; length < record.length; length += 1) {
      expect(refusal(() => open(dataKey, context, record.subarray(0, length))).code).toBe('RECORD_REFUSED');
    }
    const longer = Buffer.concat([record, Buffer.alloc(1)]);
    expect(refusal(() => open(dataKey, context, longer)).code).toBe('RECORD_REFUSED');
    expect(refusal(() => open(dataKey, context, Buffer.alloc(200_000))).code).toBe('RECORD_REFUSED');
  });

  it('is refused with a short tag', () => {
    const { dataKey, record } = sealed();
    const body = record.subarray(0, record.length - 16);
    for (const length of [0, 4, 8, 12, 13, 14, 15]) {
      const short = Buffer.concat([body, record.subarray(record.length - 16, record.length - 16 + length)]);
      expect(refusal(() => open(dataKey, context, short)).code).toBe('RECORD_REFUSED');
    }
  });

  it('is refused as plain text: there is no plaintext mode', () => {
    const { dataKey } = sealed();
    expect(refusal(() => open(dataKey, context, Buffer.from(TOKEN))).code).toBe('RECORD_REFUSED');
  });

  const elsewhere: [string, Partial<RecordContext>][] = [
    ['the other environment', { environment: 'production' }],
    ['another client id', { clientId: 'acme2' }],
    ['another connection', { subject: { kind: 'connection', id: '3f1d5d1e-3d5a-4a58-8f3f-000000000009' } }],
    ['an attempt with the same id', { subject: { kind: 'attempt', id: context.subject.id } }],
    ['another customer', { customerId: '3f1d5d1e-3d5a-4a58-8f3f-000000000003' }],
    ['another Wise user', { wiseUserId: '9223372036854775806' }],
    ['no Wise user', { wiseUserId: '' }],
    ['another profile', { profileId: '30000001' }],
    ['the other field', { field: 'refresh' }],
    ['an older version', { version: 11n }],
    ['a newer version', { version: 13n }],
    ['digits moved from one part to the next', { wiseUserId: '922337203685477580', profileId: '730000000' }],
  ];
  it.each(elsewhere)('is refused in %s', (_place, change) => {
    const { dataKey, record } = sealed();
    expect(refusal(() => open(dataKey, { ...context, ...change }, record)).code).toBe('RECORD_REFUSED');
  });

  it('is refused under another data key and another ring', () => {
    const { keyId, wrappedKey, record } = sealed();
    const stranger = newDataKey(ring).dataKey;
    expect(refusal(() => open(stranger, context, record)).code).toBe('RECORD_REFUSED');
    expect(refusal(() => unwrapDataKey(otherRing, keyId, wrappedKey)).code).toBe('RECORD_REFUSED');
  });

  it('is neither opened nor refused by a ring that lacks the key it names: that is said apart', () => {
    const { wrappedKey } = sealed();
    for (const wrapped of [wrappedKey, Buffer.alloc(0), Buffer.alloc(40)]) {
      expect(refusal(() => unwrapDataKey(ring, 'k2', wrapped)).code).toBe('KEY_UNKNOWN');
    }
  });

  it('has a wrapped key that is refused with any bit flipped and at any other length', () => {
    const { keyId, wrappedKey } = sealed();
    for (let at = 0; at < wrappedKey.length; at += 1) {
      const changed = Buffer.from(wrappedKey);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(refusal(() => unwrapDataKey(ring, keyId, changed)).code).toBe('RECORD_REFUSED');
      const cut = wrappedKey.subarray(0, at);
      expect(refusal(() => unwrapDataKey(ring, keyId, cut)).code).toBe('RECORD_REFUSED');
    }
  });

  it('refuses with one and the same text, whatever was wrong', () => {
    const { dataKey, keyId, wrappedKey, record } = sealed();
    const texts = [
      () => open(dataKey, context, Buffer.alloc(0)),
      () => open(dataKey, { ...context, version: 1n }, record),
      () => open(dataKey, context, Buffer.concat([Buffer.from([9]), record.subarray(1)])),
      () => unwrapDataKey(otherRing, keyId, wrappedKey),
      () => unwrapDataKey(ring, keyId, Buffer.alloc(40)),
    ].map((attempt) => {
      const { code, message, cause } = refusal(attempt);
      return JSON.stringify({ code, message, cause: cause ?? null });
    });
    expect(new Set(texts).size).toBe(1);
  });
});
