import { parse } from 'lossless-json';

/**
 * JSON whose texts are texts and whose numbers are numbers, for answers without ids: a token that came as a
 * number is not what Wise gave.
 *
 * @throws SyntaxError, also for a key that occurs twice with different values: which one counts is open
 *   (RFC 8259 §4), and a token is not to be guessed.
 */
export function parseStrict(text: string): unknown {
  return parse(text, undefined, { parseNumber: Number });
}

/**
 * JSON with every number kept as its digits: Wise's ids have up to 19, and a double keeps 15 (W8).
 *
 * @throws SyntaxError, also for a key that occurs twice with different values.
 */
export function parseLossless(text: string): unknown {
  return parse(text, undefined, { parseNumber: (digits) => digits });
}
