import { describe, expect, it } from 'vitest';
import { sha256Bytes } from '#lib/hash/sha256';
import { checkKey, type KeySource } from './check-key';
import type { ApiKeyRow } from './key-row';

const [FIRST, SECOND, WRONG] = ['a'.repeat(43), 'b'.repeat(43), 'c'.repeat(43)] as const;
const row: ApiKeyRow = {
  apiKeyId: '0123456789abcdef',
  apiKeyHash: sha256Bytes(FIRST),
  apiKeyNextHash: null,
  apiKeyScopes: ['tokens:read'],
  apiKeyEnvironment: null,
  apiKeyNetworks: [],
  apiKeyCertificate: null,
  apiKeyQuota: null,
  apiKeyQuotaRefuses: false,
  apiKeyIsRevoked: false,
  apiKeyIsHeld: false,
  apiKeyIsExpired: false,
  apiKeyOverlapIsOver: false,
  apiKeyIsNoted: false,
  apiKeyNextIsNoted: true,
  apiKeyRowVersion: '1 (0,1)',
};
const rotating = { ...row, apiKeyNextHash: sha256Bytes(SECOND) };
const nowhere: KeySource = { address: undefined, certificate: undefined };
const certificate = { fingerprint: 'ab'.repeat(32), subject: 'O=Bank,CN=payments' };

/** `good`, or the code of the refusal. */
function look(changes: Partial<ApiKeyRow> | null, secret: string = FIRST, source: KeySource = nowhere) {
  const check = checkKey(changes === null ? undefined : { ...row, ...changes }, { ...source, secret });
  return check.kind === 'good' ? check.used : check.code;
}

describe('threat 31: what a key is good for', () => {
  it('unknown, wrong and revoked are one answer, whatever else is wrong', () => {
    const faults = {
      apiKeyIsExpired: true,
      apiKeyNetworks: ['192.0.2.0/24'],
      apiKeyCertificate: 'subject:x',
    };
    expect(look(null)).toBe('API_KEY_REFUSED');
    expect(look({}, WRONG)).toBe('API_KEY_REFUSED');
    expect(look(faults, WRONG)).toBe('API_KEY_REFUSED');
    expect(look({ ...faults, apiKeyIsRevoked: true })).toBe('API_KEY_REFUSED');
    expect(look({})).toBe('current');
  });

  it('expired and wrong place are told to whoever has the secret', () => {
    expect(look({ apiKeyIsExpired: true })).toBe('API_KEY_EXPIRED');
    expect(look({ apiKeyIsExpired: true, apiKeyCertificate: 'subject:x' })).toBe('API_KEY_NOT_HERE');
  });

  it('both secrets of a rotation are live, until the first one ends', () => {
    expect([FIRST, SECOND, WRONG].map((secret) => look(rotating, secret))).toEqual([
      'current',
      'next',
      'API_KEY_REFUSED',
    ]);
    const over = { ...rotating, apiKeyOverlapIsOver: true };
    expect([FIRST, SECOND].map((secret) => look(over, secret))).toEqual(['API_KEY_REFUSED', 'next']);
    const checks = [FIRST, SECOND].map((secret) => checkKey(rotating, { ...nowhere, secret }));
    expect(checks).toMatchObject([{ isNoted: false }, { isNoted: true }]);
  });

  it('a key without a second secret has none that could be guessed', () => {
    expect(look({}, 'no such key')).toBe('API_KEY_REFUSED');
    expect(look(null, 'no such key')).toBe('API_KEY_REFUSED');
  });

  it.each([
    ['192.0.2.7', ['192.0.2.0/24'], true],
    ['192.0.3.7', ['192.0.2.0/24'], false],
    ['192.0.2.7', ['192.0.2.7'], true],
    ['192.0.2.7', ['192.0.2.7/32'], true],
    ['192.0.2.8', ['192.0.2.7/32'], false],
    ['192.0.2.7', ['10.0.0.0/8', '192.0.2.0/24'], true],
    // stored before such an entry was refused: a back end that worked goes on working
    ['192.0.2.7', ['192.0.2.1/24'], true],
    ['::ffff:c000:207', ['192.0.2.0/24'], true],
    ['2001:db8::7', ['2001:db8::/32'], true],
    ['2001:0db8:0:0:0:0:0:7', ['2001:db8::7/128'], true],
    ['2001:db9::7', ['2001:db8::/32'], false],
    ['2001:db8::7', ['0.0.0.0/1', '128.0.0.0/1'], false],
    ['192.0.2.7', ['2001:db8::/32'], false],
    [undefined, ['0.0.0.0/1', '128.0.0.0/1', '::/1'], false],
    [undefined, [], true],
  ])('from %s, with the networks %j: %s', (address, apiKeyNetworks, isGood) => {
    const source = { address, certificate: undefined };
    expect(look({ apiKeyNetworks }, FIRST, source)).toBe(isGood ? 'current' : 'API_KEY_NOT_HERE');
  });

  it.each([
    [`sha256:${certificate.fingerprint}`, true],
    [`sha256:${'cd'.repeat(32)}`, false],
    ['subject:O=Bank,CN=payments', true],
    ['subject:O=Bank', false],
    ['subject:O=Bank,CN=payments,CN=x', false],
    ['O=Bank,CN=payments', false],
  ])('bound to %s', (apiKeyCertificate, isGood) => {
    const bound = { apiKeyCertificate };
    const wanted = isGood ? 'current' : 'API_KEY_NOT_HERE';
    expect(look(bound, FIRST, { address: undefined, certificate })).toBe(wanted);
    expect(look(bound, FIRST, nowhere)).toBe('API_KEY_NOT_HERE');
  });

  it('says to the log why, and never the secret', () => {
    const check = checkKey({ ...row, apiKeyNetworks: ['192.0.2.0/24'] }, { ...nowhere, secret: FIRST });
    expect(check).toMatchObject({ why: expect.stringContaining('an address that no proxy named') });
    expect(JSON.stringify(check)).not.toContain(FIRST);
  });
});
