import type { Shape } from '#lib/contract/support-packets';
import { readJson } from '#lib/text/json';

const DEEPEST = 6;
const MOST_KEYS = 60;
/** What a field is called. Whatever else stands in a key may be somebody's value: a map by email address, a token. */
const FIELD_NAME = /^[A-Za-z_][A-Za-z_.-]{0,59}\d{0,2}$/;
/** Wise's codes are words. What has a digit or a space in it may be part of a token, or a sentence with a name (W11). */
const CODE = /^[A-Za-z][A-Za-z_.-]{1,59}$/;

/** A JSON value without its values. */
export function shapeOf(value: unknown, depth = 0): Shape {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0], depth + 1)];
  const entries = Object.entries(value)
    .slice(0, MOST_KEYS)
    .map(([key, each]) => [FIELD_NAME.test(key) ? key : '…', shapeOf(each, depth + 1)] as const);
  return Object.fromEntries(entries);
}

/** The same of a body; null for what is no JSON. */
export function shapeOfText(text: string): Shape | null {
  const parsed = readJson(text);
  return parsed === undefined ? null : shapeOf(parsed);
}

/** Wise's code for what went wrong, in each of its forms (docs/wise.md 8.1); null where it is no plain word. */
export function errorCodeOf(text: string): string | null {
  const parsed = readJson(text);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { error, code, errors } = parsed as Record<string, unknown>;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const ofFirst = typeof first === 'object' && first !== null && 'code' in first ? first.code : undefined;
  const found = [ofFirst, error, code].find((each) => typeof each === 'string' && CODE.test(each));
  return typeof found === 'string' ? found : null;
}
