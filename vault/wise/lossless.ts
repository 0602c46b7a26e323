import { parse } from 'lossless-json';

/**
 * JSON with every number kept as its digits: Wise's ids have up to 19, and a double keeps 15 (W8).
 *
 * @throws SyntaxError, also for a key that occurs twice with different values.
 */
export function parseLossless(text: string): unknown {
  return parse(text, undefined, { parseNumber: (digits) => digits });
}
