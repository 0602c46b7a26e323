/** A currency of the sandbox, and what a US dollar costs in it. */
export type Currency = {
  code: string;
  symbol: string;
  name: string;
  countryKeywords: readonly string[];
  /** Digits after the point. */
  decimals: 0 | 2;
  perDollar: string;
};

function currency(
  code: string,
  symbol: string,
  name: string,
  perDollar: string,
  [country, country3, countryName]: readonly [string, string, string],
  decimals: 0 | 2 = 2,
): Currency {
  return { code, symbol, name, perDollar, decimals, countryKeywords: [code, country, countryName, country3] };
}

export const CURRENCIES: readonly Currency[] = [
  currency('AUD', 'A$', 'Australian dollar', '1.5244', ['AU', 'aus', 'Australia']),
  currency('BRL', 'R$', 'Brazilian real', '5.4127', ['BR', 'bra', 'Brazil']),
  currency('CAD', 'C$', 'Canadian dollar', '1.3702', ['CA', 'can', 'Canada']),
  currency('CHF', 'CHF', 'Swiss franc', '0.8041', ['CH', 'che', 'Switzerland']),
  currency('EUR', '€', 'Euro', '0.8593', ['EU', 'eur', 'Europe']),
  currency('GBP', '£', 'British pound', '0.7412', ['GB', 'gbr', 'United Kingdom']),
  currency('INR', '₹', 'Indian rupee', '87.62', ['IN', 'ind', 'India']),
  currency('JPY', '¥', 'Japanese yen', '147.35', ['JP', 'jpn', 'Japan'], 0),
  currency('PLN', 'zł', 'Polish złoty', '3.6544', ['PL', 'pol', 'Poland']),
  currency('SEK', 'kr', 'Swedish krona', '9.5631', ['SE', 'swe', 'Sweden']),
  currency('SGD', 'S$', 'Singapore dollar', '1.2839', ['SG', 'sgp', 'Singapore']),
  currency('USD', '$', 'US dollar', '1', ['US', 'usa', 'United States']),
];

export function findCurrency(code: string): Currency | undefined {
  return CURRENCIES.find((each) => each.code === code);
}
