import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '#lib/contract/people';
import { returnPath, signInPath } from './return-path';

const ID = '0b7c1f38-0000-4000-8000-00000000000a';
const GOOD = {
  customer: [
    '/dashboard',
    '/connections/earlier',
    `/connections/${ID}`,
    `/connections/${ID}/disconnect`,
    '/connect/sandbox',
    '/connect/production',
    `/connect/sandbox/attempts/${ID}`,
    `/connect/production/attempts/${ID}`,
  ],
  staff: [
    '/staff',
    '/staff/connections',
    '/staff/webhooks',
    '/staff/webhooks/endpoints',
    `/staff/webhooks/endpoints/${ID}`,
    '/staff/credentials',
    '/staff/credentials/readiness',
    `/staff/connections/${ID}`,
    `/staff/connections/${ID}/disconnect`,
  ],
} as const;
const HOME = { customer: '/dashboard', staff: '/staff' } as const;

// What is known to get past checks that parse: prefixes, separators and encodings, before and after a good path.
const HOSTS = ['evil.example', 'evil.example/dashboard', 'localhost:3000@evil.example', '[::1]', '①②⑦.⓪.⓪.①'];
const LEADS = [
  '//',
  '///',
  '\\\\',
  '/\\',
  '\\/',
  'https://',
  'http:',
  'https:/',
  'https:',
  'javascript://',
  'data:text/html,',
  ' //',
  '\t//',
  '\n//',
  '\r\n//',
  '/\t/',
  '/\n/',
  '/%2f',
  '%2f%2f',
  '/%5c',
  '%5c%5c',
  '/%09/',
  '/.//',
  '/..//',
  '@',
  '/@',
  '//@',
  '\u0000//',
  '\ufeff//',
  '\u3000//',
  '／／',
  '/dashboard//',
  '/dashboard/../',
  '/;//',
];
const TAILS = [
  '?next=//evil.example',
  '#//evil.example',
  '/',
  '/..',
  '/.',
  '%00',
  '%0d%0aLocation:https://evil.example',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '\u0000',
  '@evil.example',
  '.evil.example',
  ':80',
  '\\evil.example',
  ';a=b',
  '%2e%2e',
  '?',
  '#',
  '&',
  '//',
];

const payloads = [
  ...LEADS.flatMap((lead) => HOSTS.map((host) => lead + host)),
  ...AUDIENCES.flatMap((audience) => GOOD[audience].flatMap((path) => TAILS.map((tail) => path + tail))),
  '',
  'dashboard',
  './dashboard',
  '../dashboard',
  '/Dashboard',
  '/DASHBOARD',
  '/dash%62oard',
  '/connections/',
  '/sign-out',
  `/connections/${ID.toUpperCase()}`,
  `/connections/${ID}${ID}`,
  `/connect/evil/attempts/${ID}`,
  '/api/auth/signout',
  '/connect/sandbox/callback?code=x',
  '/connect/sandbox/start',
  '/dev/sign-in',
  '/staff/sign-out',
];

describe('the return path', () => {
  it('has more than 200 hostile values to stand against', () => {
    expect(new Set(payloads).size).toBeGreaterThan(200);
  });

  it.each(AUDIENCES)(
    'of a %s lets through what is on the list, and nothing of the other audience',
    (audience) => {
      for (const other of AUDIENCES) {
        for (const path of GOOD[other]) {
          expect(returnPath(audience, path)).toBe(audience === other ? path : HOME[audience]);
        }
      }
    },
  );

  it.each(AUDIENCES)('of a %s goes home for every hostile value', (audience) => {
    for (const payload of payloads) expect(returnPath(audience, payload), payload).toBe(HOME[audience]);
    for (const payload of [undefined, null, 1, {}, ['/dashboard'], { toString: () => '/dashboard' }]) {
      expect(returnPath(audience, payload)).toBe(HOME[audience]);
    }
  });

  it('always stays on this origin, whatever it is given', () => {
    const near = fc.tuple(
      fc.constantFrom(...GOOD.customer, ...GOOD.staff, ...LEADS),
      fc.string({ unit: 'binary' }),
    );
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      near.map(([start, rest]) => start + rest),
    );
    fc.assert(
      fc.property(fc.constantFrom(...AUDIENCES), any, (audience, value) => {
        const url = new URL(returnPath(audience, value), 'https://app.example');
        return url.origin === 'https://app.example' && url.search === '' && url.hash === '';
      }),
      { numRuns: 2_000 },
    );
  });

  it('is carried to the sign-in page only when it is not the home page anyway', () => {
    expect(signInPath('customer', '/dashboard')).toBe('/sign-in');
    expect(signInPath('staff', '//evil.example')).toBe('/staff/sign-in');
    expect(signInPath('customer', `/connections/${ID}`, true)).toBe(
      `/sign-in?return=%2Fconnections%2F${ID}&again=1`,
    );
  });
});
