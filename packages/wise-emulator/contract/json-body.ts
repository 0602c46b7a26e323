import { parse } from 'lossless-json';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

export type JsonBody =
  | { ok: true; value: unknown; longIntegers: string[]; problems: string[] }
  | { ok: false; problem: string };

export const JOSE = 'application/jose+json';

/** A body of some content type as a value. A JOSE message is a text, in spite of its `+json`. */
export function readBody(type: string, text: string): JsonBody {
  if (type === JOSE || type === 'text/plain')
    return { ok: true, value: text, longIntegers: [], problems: [] };
  return readJson(text);
}

/**
 * A JSON text as a schema validator can read it. Doubles round what is above 2^53, so such integers are given back
 * digit for digit besides; what does not even fit into 64 bits is a problem.
 */
export function readJson(text: string): JsonBody {
  const longIntegers: string[] = [];
  const problems: string[] = [];
  const readNumber = (literal: string): number => {
    if (/^-?\d+$/.test(literal) && !Number.isSafeInteger(Number(literal))) {
      longIntegers.push(literal);
      const exact = BigInt(literal);
      if (exact > INT64_MAX || exact < INT64_MIN) problems.push(`${literal} does not fit into 64 bits`);
    }
    return Number(literal);
  };
  try {
    return { ok: true, value: parse(text, undefined, readNumber), longIntegers, problems };
  } catch (error) {
    return { ok: false, problem: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
