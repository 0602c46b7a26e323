/** Where personal tokens may fund transfers and read statements (update U17), as Wise writes countries: ISO 3166-1 alpha-3. */
export const UNLIMITED_COUNTRIES = ['usa', 'can', 'aus', 'nzl', 'sgp', 'mys'] as const;

/** What a personal token may do, in the order in which it is told. */
export const PERSONAL_TOKEN_USES = ['read', 'make', 'fund', 'statements', 'webhooks'] as const;
export type PersonalTokenUse = (typeof PERSONAL_TOKEN_USES)[number];

/** `unless_read_only`: by a token that Wise's owner made with full access. `somewhere`: in those countries alone. */
export type PersonalTokenLimit = 'yes' | 'unless_read_only' | 'somewhere' | 'no';

/**
 * What Wise lets a personal token of an account in this country do.
 *
 * @param country lower case; null when Wise did not say.
 */
export function limitsOf(country: string | null): Record<PersonalTokenUse, PersonalTokenLimit> {
  const isUnlimited = UNLIMITED_COUNTRIES.some((each) => each === country);
  const money = isUnlimited ? 'yes' : country === null ? 'somewhere' : 'no';
  return { read: 'yes', make: 'unless_read_only', fund: money, statements: money, webhooks: 'no' };
}
