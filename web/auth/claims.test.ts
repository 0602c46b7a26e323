import { describe, expect, it } from 'vitest';
import { readClaims } from './claims';

const claims = { iss: 'https://idp.example', sub: 's' };

describe('the claims of an OpenID provider', () => {
  it('are nothing without issuer and subject', () => {
    for (const raw of [
      {},
      { iss: 'x' },
      { sub: 'x' },
      { ...claims, sub: '' },
      { ...claims, sub: 'x'.repeat(256) },
      // stored as they are, two of these would be one subject, and the third a 500
      { ...claims, sub: 'x\ud800' },
      { ...claims, sub: 'x\udfff' },
      { ...claims, sub: 'x\0' },
      { ...claims, iss: 'https://idp.example\0' },
      null,
    ]) {
      expect(() => readClaims(raw)).toThrow();
    }
  });

  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [undefined, false],
    [1, false],
    ['yes', false],
  ])('take email_verified %j for %j', (given, wanted) => {
    expect(readClaims({ ...claims, email: 'a@example.com', email_verified: given }).isEmailVerified).toBe(
      wanted,
    );
  });

  it('of a strange shape lose what is strange, not the person', () => {
    expect(readClaims({ ...claims, name: 5, email: ['a@example.com'], email_verified: {} })).toEqual({
      issuer: 'https://idp.example',
      subject: 's',
      name: null,
      email: undefined,
      isEmailVerified: false,
    });
  });
});

describe('the time of the proof', () => {
  it.each([
    [1_800_000_000, new Date('2027-01-15T08:00:00Z')],
    ['1800000000', undefined],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    [Number.MAX_SAFE_INTEGER, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('is auth_time in whole seconds: %j', (given, wanted) => {
    expect(readClaims({ ...claims, auth_time: given }).authTime).toEqual(wanted);
  });
});

describe('a name', () => {
  const nameOf = (name: unknown) => readClaims({ ...claims, name }).name;

  it('loses what cannot be stored or would turn the page around', () => {
    expect(nameOf('A\u0000da\u202e ecalevoL\ud800')).toBe('Ada ecalevoL');
    expect(nameOf(' \u0007 ')).toBeNull();
  });

  it('is the user name where there is no other', () => {
    expect(readClaims({ ...claims, preferred_username: 'ada' }).name).toBe('ada');
  });
});
