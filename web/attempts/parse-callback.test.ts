import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCallback } from './parse-callback';

const STATE = 'A'.repeat(43);
const parse = (query: string) => parseCallback(new URLSearchParams(query));

describe('a code with its state and profile', () => {
  test('is read', () => {
    const callback = parse(`code=abc-123&state=${STATE}&profileId=30000000`);
    expect(callback).toMatchObject({ kind: 'code', state: STATE, profileId: '30000000' });
    expect(callback.kind === 'code' && callback.code.reveal()).toBe('abc-123');
  });

  test('may come without a profile, with a 19-digit one and with parameters nobody knows', () => {
    expect(parse(`code=a&state=${STATE}`)).toMatchObject({ kind: 'code', profileId: null });
    expect(parse(`code=a&state=${STATE}&profileId=9223372036854775807`)).toMatchObject({
      kind: 'code',
      profileId: '9223372036854775807',
    });
    expect(parse(`code=a&state=${STATE}&iss=x&iss=y&lang=en`)).toMatchObject({ kind: 'code' });
  });

  test('does not print its code', () => {
    expect(JSON.stringify(parse(`code=hush&state=${STATE}`))).not.toContain('hush');
  });
});

describe('a callback that cannot be read is refused', () => {
  test.each([
    ['nothing at all', '', undefined],
    ['no state', 'code=a', undefined],
    ['an empty state', 'code=a&state=', undefined],
    ['a truncated state', `code=a&state=${STATE.slice(1)}`, undefined],
    ['a state with one character more', `code=a&state=${STATE}A`, undefined],
    ['a state with a character outside base64url', `code=a&state=${STATE.slice(1)}%2B`, undefined],
    ['a state with a full-width letter', `code=a&state=${STATE.slice(1)}%EF%BC%A1`, undefined],
    ['two states', `code=a&state=${STATE}&state=${'B'.repeat(43)}`, undefined],
    ['the same state twice', `code=a&state=${STATE}&state=${STATE}`, undefined],
    ['two codes', `code=a&code=b&state=${STATE}`, STATE],
    ['no code', `state=${STATE}`, STATE],
    ['an empty code', `code=&state=${STATE}`, STATE],
    ['a code with a line break', `code=a%0Ab&state=${STATE}`, STATE],
    ['a code with a letter outside ASCII', `code=%C3%A4&state=${STATE}`, STATE],
    ['a code over 4,096 characters', `code=${'a'.repeat(4_097)}&state=${STATE}`, STATE],
    ['two profiles', `code=a&state=${STATE}&profileId=1&profileId=2`, STATE],
    ['a code and an error', `code=a&error=access_denied&state=${STATE}`, STATE],
    ['an empty error', `error=&state=${STATE}`, STATE],
    ['two errors', `error=a&error=b&state=${STATE}`, STATE],
  ])('%s', (_case, query, state) => {
    expect(parse(query)).toEqual({ kind: 'unreadable', state });
  });
});

test.each(['', '0', '-1', '+1', '01', '1.5', '1e9', '0x10', ' 1', '12345678901234567890', '[1]', '١'])(
  'profile id "%s" is no Wise profile and goes no further',
  (id) => {
    expect(parse(`code=a&state=${STATE}&profileId=${encodeURIComponent(id)}`).kind).toBe(
      'profile_unreadable',
    );
  },
);

describe('an error from Wise', () => {
  test.each([
    ['access_denied', 'denied'],
    ['server_error', 'wise_error'],
    ['temporarily_unavailable', 'wise_error'],
    ['<script>', 'wise_error'],
  ])('%s becomes %s', (error, outcome) => {
    expect(parse(`error=${encodeURIComponent(error)}&error_description=x&state=${STATE}`)).toEqual({
      kind: 'error',
      state: STATE,
      outcome,
    });
  });

  test('without a readable state names no attempt', () => {
    expect(parse('error=access_denied')).toEqual({ kind: 'error', state: undefined, outcome: 'denied' });
    expect(parse('error=access_denied&state=x')).toMatchObject({ state: undefined });
  });
});

test('whatever the address says, the answer is one of the four kinds', () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), (query) => {
      expect(['code', 'profile_unreadable', 'error', 'unreadable']).toContain(parse(query).kind);
    }),
  );
});
