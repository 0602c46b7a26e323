/** Where personal tokens may fund transfers and read statements (update U17: US, CA, AU, NZ, SG, MY). */
const UNLIMITED = ['usa', 'can', 'aus', 'nzl', 'sgp', 'mys'];

/**
 * What Wise lets a personal token of an account in this country do, as lines of a table.
 *
 * @param country ISO 3166-1 alpha-3, lower case; null when Wise did not say.
 */
export function limitsOf(country: string | null): string[] {
  const isFree = country !== null && UNLIMITED.includes(country);
  const word = country === null ? 'unknown country' : country.toUpperCase();
  const allowed = isFree
    ? 'yes'
    : country === null
      ? 'only if the account is in US, CA, AU, NZ, SG or MY'
      : 'no';
  return [
    `What Wise lets a personal token do (account in: ${word})`,
    '  read profiles, balances, rates, quotes      yes',
    '  make recipients, quotes and transfers       yes, unless the token is read-only',
    `  fund transfers                              ${allowed}`,
    `  balance statements                          ${allowed}`,
    '  webhooks of the application                 no, in no country',
  ];
}
