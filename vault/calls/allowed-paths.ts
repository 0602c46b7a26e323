import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { CallTarget } from './call-types';

// Prefixes of paths behind the version. `*` is any one segment, `{profile}` the granted profile. What is not here is refused.
// Made from what Wise's API file allows each token for; allowed-paths.test.ts compares them where that file is.

/** What a call in a customer's name may ask for. */
export const USER_PATHS = [
  'accounts',
  'address-requirements',
  'addresses',
  'borderless-accounts',
  'borderless-accounts-configuration/profiles/{profile}',
  'currencies',
  'delivery-estimates',
  'facetec/public-key',
  'me',
  'multi-currency-account',
  'profiles/{profile}',
  'quotes/*/account-requirements',
  'rates',
  'spend/address',
  'spend/profiles/{profile}',
  'transfer-requirements',
  'transfers',
] as const;

/** Money and time of Wise's test environment. */
export const SANDBOX_PATHS = ['simulation'] as const;

/**
 * Exceptions to the prefixes above. Whoever may call must not be able to approve (second factors are 4.17's), and a
 * webhook would outlive the key that made it.
 */
export const REFUSED_PATHS = [
  'profiles/*/device-fingerprints',
  'profiles/*/facemaps',
  'profiles/*/pin',
  'profiles/*/sca-sessions',
  'profiles/*/subscriptions',
] as const;

/** What a call in the application's own name may ask for. */
export const APPLICATION_PATHS = [
  'cases',
  'profiles/*/contacts',
  'quotes',
  'settlements',
  'spend/applications/*/spend-controls',
  'spend/profiles/*/cards/*/payment-tokens/*/activation',
] as const;

/** @throws AppError CALL_NOT_ALLOWED; of another profile than the granted one PROFILE_NOT_GRANTED. */
export function allowUserPath(
  target: CallTarget,
  { environment, profileId }: { environment: Environment; profileId: string },
): void {
  refuseForeignProfile(target, profileId);
  const allowed = environment === 'sandbox' ? [...USER_PATHS, ...SANDBOX_PATHS] : USER_PATHS;
  if (!isBelow(target, allowed) || isBelow(plainest(target), REFUSED_PATHS)) throw notAllowed(target);
}

/** As a lenient router reads it: `PIN`, `pin.json` and `pin~` may lead to where `pin` does. */
const plainest = ({ segments, ...target }: CallTarget): CallTarget => ({
  ...target,
  segments: segments.map((each) => each.toLowerCase().replace(/[._~].*$/, '')),
});

/** @throws AppError CALL_NOT_ALLOWED */
export function allowApplicationPath(target: CallTarget): void {
  if (!isBelow(target, APPLICATION_PATHS)) throw notAllowed(target);
}

/** Wherever it stands: also behind `spend` or `simulation`, and in any case. */
function refuseForeignProfile({ segments }: CallTarget, profileId: string): void {
  const named = segments.filter((_, at) => segments[at - 1]?.toLowerCase() === 'profiles');
  if (named.some((each) => /\d/.test(each) && each !== profileId))
    throw new AppError('PROFILE_NOT_GRANTED', { log: 'another profile in the path' });
}

function isBelow({ segments }: CallTarget, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) =>
    prefix.split('/').every((wanted, at) => {
      const segment = segments[at];
      if (segment === undefined) return false;
      return wanted === '*' || (wanted === '{profile}' ? /^\d{1,19}$/.test(segment) : wanted === segment);
    }),
  );
}

function notAllowed({ template }: CallTarget): AppError {
  return new AppError('CALL_NOT_ALLOWED', { log: `not on the list: ${template}` });
}
