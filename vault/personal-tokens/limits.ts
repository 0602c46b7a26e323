import {
  limitsOf,
  PERSONAL_TOKEN_USES,
  type PersonalTokenLimit,
  type PersonalTokenUse,
} from '#lib/contract/personal-token-limits';

const USES: Record<PersonalTokenUse, string> = {
  read: 'read profiles, balances, rates, quotes',
  make: 'make recipients, quotes and transfers',
  fund: 'fund transfers',
  statements: 'balance statements',
  webhooks: 'webhooks of the application',
};

const LIMITS: Record<PersonalTokenLimit, string> = {
  yes: 'yes',
  unless_read_only: 'yes, unless the token is read-only',
  somewhere: 'only if the account is in US, CA, AU, NZ, SG or MY',
  no: 'no',
};

/** What Wise lets a personal token of an account in this country do, as lines of a table. */
export function limitLines(country: string | null): string[] {
  const limits = limitsOf(country);
  return [
    `What Wise lets a personal token do (account in: ${country?.toUpperCase() ?? 'unknown country'})`,
    ...PERSONAL_TOKEN_USES.map((use) => `  ${USES[use].padEnd(42)}  ${LIMITS[limits[use]]}`),
  ];
}
