import { isLosslessNumber, parse, stringify } from 'lossless-json';
import type { Answer } from '#emulator/kernel/http/answer';
import { type FaultEffect, NO_ANSWER } from './effect';

/** A fault effect on the JSON text in the real answer; a body that is no JSON stays as it is. */
export function ofJson(spoil: (json: unknown, text: string) => string): FaultEffect {
  return {
    answer: (_spec, real: Answer = NO_ANSWER) => {
      const json = readJson(real.body);
      return json === undefined ? real : { ...real, body: spoil(json, real.body) };
    },
  };
}

function readJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON text with each text and each number in it replaced. */
export function mapScalars(
  json: unknown,
  map: { text: (text: string) => unknown; number: (digits: string) => unknown },
): string {
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return map.text(part);
    if (isLosslessNumber(part)) return map.number(part.toString());
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, walk(value)]));
  };
  return stringify(walk(json)) ?? '';
}
