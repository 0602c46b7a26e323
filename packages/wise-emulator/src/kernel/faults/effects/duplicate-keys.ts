import { stringify } from 'lossless-json';
import { ofJson } from './json-body';

const DECOY = '"emulator-decoy"';

/**
 * Every key twice: first with something else, then with its value. RFC 8259 section 4 leaves open which one counts,
 * so two readers of one answer may see two answers.
 */
export const duplicateKeys = ofJson((json) => print(json));

function print(part: unknown): string {
  if (Array.isArray(part)) return `[${part.map(print).join(',')}]`;
  if (typeof part !== 'object' || part === null || 'isLosslessNumber' in part)
    return stringify(part) ?? 'null';
  const pairs = Object.entries(part).map(([key, value]) => {
    const name = JSON.stringify(key);
    return `${name}:${DECOY},${name}:${print(value)}`;
  });
  return `{${pairs.join(',')}}`;
}
