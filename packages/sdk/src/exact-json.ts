/** A string, or a number of 16 digits and more without a fraction or exponent. */
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b\d{16,}\b(?![.eE])/g;

/**
 * JSON.parse rounds whole numbers above 2^53, and Wise's ids have up to 19 digits: here such a number becomes a string
 * of the same digits. Shorter ones stay numbers.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replaceAll(STRING_OR_LONG_NUMBER, quoted));
}

function quoted(token: string, at: number, text: string): string {
  // the digits after a decimal point are a fraction's
  const isWhole = !token.startsWith('"') && text[at - 1] !== '.';
  return isWhole && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}
