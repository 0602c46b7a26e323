import { describe, expect, it } from 'vitest';
import { allowUserPath } from './allowed-paths';
import type { CallMethod } from './call-types';
import { refuseOtherProfiles, refuseUnnamedProfile } from './granted-profile';
import { readTarget } from './read-target';

const MINE = '30000001';
const OTHER = '30000002';

function verdict(check: () => void): string {
  try {
    check();
    return 'passed';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'threw';
  }
}

describe('a path that a lenient router leads to a refused one is refused', () => {
  it.each([
    'subscriptions.json',
    'SUBSCRIPTIONS',
    'Pin',
    'pin.json/verify',
    'device-fingerprints~',
    'sca-sessions.v2/authorise',
    'FaceMaps',
  ])('%s', (rest) => {
    const target = readTarget(`/v3/profiles/${MINE}/${rest}`);
    expect(verdict(() => allowUserPath(target, { environment: 'production', profileId: MINE }))).toBe(
      'CALL_NOT_ALLOWED',
    );
  });

  it.each(['balance-statements/5/statement.json', 'spend-controls', 'pins'])('but not %s', (rest) => {
    const target = readTarget(`/v1/profiles/${MINE}/${rest}`);
    expect(verdict(() => allowUserPath(target, { environment: 'production', profileId: MINE }))).toBe(
      'passed',
    );
  });
});

describe('another profile under a name that Wise does not have today', () => {
  it.each(['sourceProfile', 'targetProfileId', 'profileIdTo', 'filter.profileId', 'owner_profile_ids'])(
    'is refused: %s',
    (name) => {
      const body = Buffer.from(`{"a":[{"${name}":${OTHER}}]}`);
      expect(verdict(() => refuseOtherProfiles(MINE, '', body))).toBe('PROFILE_NOT_GRANTED');
      expect(verdict(() => refuseOtherProfiles(MINE, `?${name}=${MINE},${OTHER}`, null))).toBe(
        'PROFILE_NOT_GRANTED',
      );
      expect(verdict(() => refuseOtherProfiles(MINE, `?${name}=${MINE}`, null))).toBe('passed');
    },
  );

  it.each(['{"profileType":"BUSINESS"}', '{"profileName":"3M Company"}', `{"cardHolderProfileId":${OTHER}}`])(
    'what names no profile of the connection passes: %s',
    (body) => expect(verdict(() => refuseOtherProfiles(MINE, '', Buffer.from(body)))).toBe('passed'),
  );
});

describe('where Wise would take the personal profile, the call names the granted one', () => {
  const unnamed = (method: CallMethod, path: string, body?: string) =>
    verdict(() =>
      refuseUnnamedProfile({
        ...{ method, target: readTarget(path) },
        json: body === undefined ? null : Buffer.from(body),
      }),
    );

  it.each<[CallMethod, string, string?]>([
    ['GET', '/v1/transfers'],
    ['GET', '/v1/transfers?status=processing'],
    ['GET', '/2026Q4/transfers'],
    ['GET', '/v2/accounts?currency=EUR'],
    ['GET', '/v1/addresses'],
    ['GET', '/v1/borderless-accounts?profileType=business'],
    ['POST', '/v1/accounts', '{"currency":"EUR"}'],
    ['POST', '/v1/accounts', '{"currency":"EUR","profile":null}'],
    ['POST', `/v1/accounts?profile=${MINE}`, '{"currency":"EUR"}'],
    ['POST', '/v1/addresses', '{}'],
    ['POST', '/v1/addresses'],
  ])('%s %s %s', (method, path, body) => expect(unnamed(method, path, body)).toBe('PROFILE_NOT_GRANTED'));

  it.each<[CallMethod, string, string?]>([
    ['GET', `/v1/transfers?profile=${MINE}`],
    ['GET', `/v2/accounts?profileId=${MINE}&size=5`],
    ['GET', '/v1/transfers/5'],
    ['POST', '/v1/transfers', '{"quoteUuid":"x"}'],
    ['POST', '/v1/accounts', `{"profile":${MINE}}`],
    ['GET', '/v1/rates'],
  ])('but %s %s %s passes', (method, path, body) => expect(unnamed(method, path, body)).toBe('passed'));
});
