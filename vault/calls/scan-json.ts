import { AppError } from '#lib/errors/app-error';

const DEEPEST = 64;
/** The tokens of a text that is JSON for certain: a text, a number or word, or one sign. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"[\]{}:,]+|[[\]{}:,]/g;

/** A member of an object: its value as the text has it (a number keeps its digits), or `{` when it is an object. */
export type Member = { key: string; value: string };

/**
 * Every member of every object in a JSON text. An item of an array counts as the value of the member that the array is.
 *
 * @throws AppError BAD_REQUEST for what is not JSON in UTF-8, is too deep, or has a key twice in one object: which of the
 *   two counts is open (RFC 8259 §4), so Wise might read the other one than we.
 */
export function scanJson(bytes: Buffer): Member[] {
  const text = decode(bytes);
  const members: Member[] = [];
  const open: { keys: Set<string> | null; key: string }[] = [];
  const tokens = text.match(TOKEN) ?? [];
  for (const [at, token] of tokens.entries()) {
    const inside = open.at(-1);
    if (token === '{' || token === '[') {
      if (open.length === DEEPEST) throw unreadable('too deep');
      if (token === '{' && inside !== undefined) members.push({ key: inside.key, value: '{' });
      open.push({ keys: token === '{' ? new Set() : null, key: inside?.key ?? '' });
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':' || token === ',') continue;
    else if (inside?.keys && tokens[at + 1] === ':') inside.key = newKey(inside.keys, token);
    else members.push({ key: inside?.key ?? '', value: token.startsWith('"') ? parseText(token) : token });
  }
  return members;
}

function decode(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    JSON.parse(text);
    return text;
  } catch {
    throw unreadable('no JSON');
  }
}

function newKey(keys: Set<string>, token: string): string {
  const key = parseText(token);
  if (keys.has(key)) throw unreadable('a key twice');
  keys.add(key);
  return key;
}

const parseText = (token: string): string => String(JSON.parse(token));

function unreadable(what: string): AppError {
  return new AppError('BAD_REQUEST', { log: `the body of a call: ${what}` });
}
