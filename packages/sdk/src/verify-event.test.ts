import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { EventRefused, verifyEvent } from './verify-event.js';

const NOW = Date.UTC(2026, 10, 29, 12);
const ID = 'evt_01';
const BODY = '{"id":"evt_01","type":"test","data":{"profile_id":9007199254740993017,"name":"Žofie ✓"}}';
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const secret = newSecret();

// The library of the specification signs; what we verify must be what it says.
function headersFor({ body = BODY, at = NOW, by = [secret] } = {}): Record<string, string> {
  const date = new Date(at);
  return {
    'webhook-id': ID,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': by.map((each) => new Webhook(each).sign(ID, date, body)).join(' '),
  };
}
const verify = (
  headers: Parameters<typeof verifyEvent>[1],
  body: string | Uint8Array = BODY,
  secrets = [secret],
) => verifyEvent(body, headers, secrets, { now: NOW });
function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof EventRefused) return error.reason;
    throw error;
  }
  return 'taken';
}

describe('an event', () => {
  it('is taken when it was signed as Standard Webhooks says, with all digits of its ids', () => {
    expect(verify(headersFor())).toEqual({
      id: 'evt_01',
      type: 'test',
      data: { profile_id: '9007199254740993017', name: 'Žofie ✓' },
    });
    expect(verify(new Headers(headersFor()), Buffer.from(BODY))).toMatchObject({ id: 'evt_01' });
    const shouted = Object.fromEntries(
      Object.entries(headersFor()).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(verify(shouted)).toMatchObject({ id: 'evt_01' });
  });

  it('is taken by one secret of two, on either side, while they are rotated', () => {
    const next = newSecret();
    expect(reasonOf(() => verify(headersFor({ by: [next, secret] })))).toBe('taken');
    expect(reasonOf(() => verify(headersFor({ by: [secret] }), BODY, [next, secret]))).toBe('taken');
    const future = headersFor();
    const signature = `v1a,${'A'.repeat(88)} v2,x ${future['webhook-signature']}`;
    expect(reasonOf(() => verify({ ...future, 'webhook-signature': signature }))).toBe('taken');
  });

  it.each([
    ['another body', () => verify(headersFor(), BODY.replace('test', 'tess')), 'signature_wrong'],
    ['another id', () => verify({ ...headersFor(), 'webhook-id': 'evt_02' }), 'signature_wrong'],
    ['another secret', () => verify(headersFor({ by: [newSecret()] })), 'signature_wrong'],
    [
      'a time that was moved',
      () => verify({ ...headersFor(), 'webhook-timestamp': String(NOW / 1000 - 1) }),
      'signature_wrong',
    ],
    [
      'no signature of a kind we know',
      () => verify({ ...headersFor(), 'webhook-signature': 'v2,abc' }),
      'signature_wrong',
    ],
    [
      'a shorter signature',
      () => verify({ ...headersFor(), 'webhook-signature': 'v1,YQ==' }),
      'signature_wrong',
    ],
    ['an old time', () => verify(headersFor({ at: NOW - 301_000 })), 'too_old'],
    ['a time to come', () => verify(headersFor({ at: NOW + 301_000 })), 'too_new'],
    [
      'a time that is no number',
      () => verify({ ...headersFor(), 'webhook-timestamp': '1e9' }),
      'headers_missing',
    ],
    ['no headers', () => verify({}), 'headers_missing'],
    ['two ids', () => verify({ ...headersFor(), 'webhook-id': [ID, ID] }), 'headers_missing'],
    ['no JSON', () => verify(headersFor({ body: 'plain' }), 'plain'), 'not_json'],
  ])('is refused for %s', (_what, act, reason) => {
    expect(reasonOf(act)).toBe(reason);
  });

  it('is taken at the edge of the tolerance, and beyond it where the caller allows it', () => {
    expect(reasonOf(() => verify(headersFor({ at: NOW - 300_000 })))).toBe('taken');
    const late = headersFor({ at: NOW - 900_000 });
    expect(verifyEvent(BODY, late, secret, { now: NOW, toleranceSeconds: 900 })).toMatchObject({
      id: 'evt_01',
    });
    // Number(process.env.NOT_SET)
    expect(() => verifyEvent(BODY, late, secret, { now: NOW, toleranceSeconds: Number.NaN })).toThrow(
      'too_old',
    );
  });

  it('needs a secret that is one, and never says what it was given', () => {
    for (const wrong of ['', 'whsec_', `${secret} `, secret.slice(6)]) {
      const act = () => verify(headersFor(), BODY, [wrong]);
      expect(act).toThrow('a secret begins with whsec_ and goes on in base64');
    }
    expect(() => verify(headersFor(), BODY, [])).toThrow('no secret');
  });
});
