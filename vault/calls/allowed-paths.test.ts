import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openapiFile, readContract } from 'wise-emulator/testing';
import { allowApplicationPath, allowUserPath } from './allowed-paths';
import { readTarget } from './read-target';

const PROFILE = '30000001';

/** What becomes of a call to this path, in a customer's name or the application's. */
function verdict(path: string, as: 'sandbox' | 'production' | 'application' = 'production'): string {
  try {
    const target = readTarget(path);
    if (as === 'application') allowApplicationPath(target);
    else allowUserPath(target, { environment: as, profileId: PROFILE });
    return 'allowed';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'threw';
  }
}

describe('threat 61: a call goes to what is on the list, in the name of whom it is made', () => {
  it.each([
    '/oauth/token',
    '/2026Q4/oauth/token',
    '/v1/oauth/token',
    '/v1/users/10000001',
    '/v1/users/10000001/contact-email',
    '/v1/user/signup/registration_code',
    '/v1/user/claim-account',
    '/v1/auth/jose/request/public-keys',
    '/2026Q4/auth/jose/request/public-keys',
    '/v3/applications/acme-key/subscriptions',
    `/v3/profiles/${PROFILE}/subscriptions`,
    `/v2/profiles/${PROFILE}/pin`,
    `/v2/profiles/${PROFILE}/device-fingerprints`,
    `/v2/profiles/${PROFILE}/facemaps/verify`,
    `/v2/profiles/${PROFILE}/sca-sessions/authorise`,
    '/v1/one-time-token/status',
    '/v1/identity/one-time-token/status',
    '/v1/application/users/1/phone-numbers',
    '/v2/profiles',
    '/v2/profiles/personal-profile',
    '/v3/quotes',
    '/twcard-data/v1/sensitive-card-data/details',
    '/v1/simulation/balance/topup',
    '/v1/authenticated/playground',
    '/v1/TRANSFERS',
    '/v1/transfersx',
    '/v9/nothing',
  ])('never %s', (path) => {
    expect(['CALL_NOT_ALLOWED', 'BAD_REQUEST']).toContain(verdict(path));
  });

  it.each([
    `/v4/profiles/${PROFILE}/balances`,
    `/2026Q4/profiles/${PROFILE}/balances`,
    `/v3/profiles/${PROFILE}/transfers/5/payments`,
    `/v3/spend/profiles/${PROFILE}/cards`,
    '/v1/transfers',
    '/v1/transfers/5/receipt.pdf',
    '/v1/quotes/0b7b2c3e/account-requirements',
    '/v1/me',
  ])('but %s', (path) => expect(verdict(path)).toBe('allowed'));

  it('simulations are for the sandbox alone', () => {
    expect(verdict('/v1/simulation/balance/topup', 'sandbox')).toBe('allowed');
    expect(verdict(`/v1/simulation/profiles/${PROFILE}/swift-in`, 'sandbox')).toBe('allowed');
  });

  it.each([
    '/v4/profiles/30000002/balances',
    '/v4/profiles/030000001/balances',
    '/v4/profiles/30000001.0/balances',
    '/v4/PROFILES/30000002/balances',
    '/v3/spend/profiles/30000002/cards',
    '/v2/borderless-accounts-configuration/profiles/30000002/available-currencies',
    '/v1/simulation/profiles/30000002/swift-in',
    `/v4/profiles/${PROFILE}/profiles/30000002`,
    `/v4/profiles/30000002/profiles/${PROFILE}`,
  ])('of another profile, %s, is PROFILE_NOT_GRANTED', (path) => {
    expect(verdict(path, 'sandbox')).toBe('PROFILE_NOT_GRANTED');
  });

  it('the application’s own calls are others: no customer’s, no subscription, no key, no user', () => {
    for (const path of ['/v1/cases', '/v1/cases/5/comments', '/v1/settlements', '/v3/quotes'])
      expect([path, verdict(path, 'application')]).toEqual([path, 'allowed']);
    const never = [
      '/oauth/token',
      '/v1/transfers',
      `/v4/profiles/${PROFILE}/balances`,
      '/v3/applications/acme-key/subscriptions',
      '/v1/auth/jose/request/public-keys',
      '/v1/users/exists',
      '/v1/user/signup/registration_code',
      '/v1/application/users/5/phone-numbers',
    ];
    for (const path of never) expect([path, verdict(path, 'application')]).not.toEqual([path, 'allowed']);
  });
});

/** What Wise's API file allows a user or application token for, and the list above leaves out, each for a reason. */
const LEFT_OUT: readonly [form: RegExp, reason: string][] = [
  [/\/subscriptions\b/, 'a webhook outlives the key that made it'],
  [/^\/v1\/users?\b/, 'users are made and changed elsewhere'],
  [/\/one-time-token\//, 'second factors: who may call must not approve'],
  [/\/(pin|device-fingerprints|facemaps|sca-sessions)\b/, 'second factors'],
  [/^\/v1\/application\/users\//, 'the phone number of a second factor'],
  [/^\/v\d\/profiles(\/(personal|business)-profile)?$/, 'lists or makes profiles that were not granted'],
  [/^\/v1\/auth\/jose\//, 'keys, and their playground, are the vault’s'],
  [/^\/twcard-data\//, 'another host'],
];

const doc = readContract() === undefined || !existsSync(openapiFile()) ? undefined : openapiFile();

describe.skipIf(doc === undefined)('the list, against Wise’s API file', () => {
  const operations = doc === undefined ? [] : readOperations(readFileSync(doc, 'utf8'));
  const example = (path: string) => path.replace('{profileId}', PROFILE).replace(/\{\w+\}/g, '5');

  it('has what a user token may do, but for what is left out with a reason', () => {
    const forUsers = operations.filter(({ tokens }) => tokens.includes('UserToken'));
    expect(forUsers.length).toBeGreaterThan(100);
    const wrong = forUsers.filter(({ path }) => {
      const isLeftOut = LEFT_OUT.some(([form]) => form.test(path));
      return (verdict(example(path), 'sandbox') === 'allowed') === isLeftOut;
    });
    expect(wrong).toEqual([]);
  });

  it('has what an application token may do, but for what is left out with a reason', () => {
    const forUs = operations.filter(({ tokens }) => tokens.includes('ClientCredentialsToken'));
    expect(forUs.length).toBeGreaterThan(20);
    const wrong = forUs.filter(({ path }) => {
      const isLeftOut = LEFT_OUT.some(([form]) => form.test(path));
      return (verdict(example(path), 'application') === 'allowed') === isLeftOut;
    });
    expect(wrong).toEqual([]);
  });

  it('has nothing for a user token that only another one may do', () => {
    const others = operations.filter(
      ({ path, tokens }) =>
        tokens.length > 0 &&
        !operations.some((each) => each.path === path && each.tokens.includes('UserToken')),
    );
    expect(others.filter(({ path }) => verdict(example(path), 'sandbox') === 'allowed')).toEqual([
      // POST: a contact of the granted profile; Wise refuses a user token there itself
      expect.objectContaining({ path: '/v2/profiles/{profileId}/contacts' }),
    ]);
  });
});

/** `method path` and the tokens it takes, by the indentation that the file has throughout. */
function readOperations(text: string): { path: string; method: string; tokens: string[] }[] {
  const found: { path: string; method: string; tokens: string[] }[] = [];
  let path = '';
  for (const line of text.slice(text.indexOf('\npaths:'), text.indexOf('\ncomponents:')).split('\n')) {
    path = /^ {2}(\/\S*):$/.exec(line)?.[1] ?? path;
    const method = /^ {4}(get|post|put|patch|delete):$/.exec(line)?.[1];
    if (method !== undefined) found.push({ path, method, tokens: [] });
    const token = /^ {8}- (\w+Token): /.exec(line)?.[1];
    if (token !== undefined) found.at(-1)?.tokens.push(token);
  }
  return found;
}
