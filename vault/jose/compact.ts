import { type JoseResult, ok, refused } from './result';

/** What we open at most, in characters of the compact form: base64url twice (signed, then encrypted) and its headers. */
export const MAX_COMPACT_CHARS = 8 * 1024 * 1024;
const MAX_HEADER_CHARS = 4_096;

export type JoseHeader = Readonly<Record<string, unknown>>;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The protected header of a message in compact form: a JWS has three parts, a JWE five. The library tolerates padding,
 * whitespace and unused bits, so one message would have many spellings; here each part has to be the one canonical
 * base64url of its bytes (RFC 7515 §2). No header extension is understood (RFC 7515 §4.1.11), and nothing is unpacked.
 */
export function readHeader(text: string, parts: 3 | 5): JoseResult<JoseHeader> {
  if (text.length > MAX_COMPACT_CHARS) return refused('size');
  const found = text.split('.', parts + 1);
  if (found.length !== parts || !found.every(isCanonical)) return refused('form');
  const [encoded = ''] = found;
  if (encoded.length > MAX_HEADER_CHARS) return refused('size');
  const header = parseObject(encoded);
  if (header === undefined || typeof header.alg !== 'string') return refused('header');
  if ('zip' in header) return refused('zip');
  if ('crit' in header || 'b64' in header) return refused('crit');
  return ok(header);
}

/** The key that a message says it is for; undefined where it names none. Nothing else of it is looked at. */
export function kidOf(text: string): string | undefined {
  const [header = ''] = text.split('.', 1);
  const kid = parseObject(header)?.kid;
  return typeof kid === 'string' ? kid : undefined;
}

/** Whether a text looks like a message in compact form, for callers that may get a plain one instead. */
export function looksCompact(text: string): boolean {
  return /^eyJ[\w-]*(\.[\w-]*){2}((\.[\w-]*){2})?$/.test(text);
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function parseObject(encoded: string): JoseHeader | undefined {
  try {
    const value: unknown = JSON.parse(strictUtf8.decode(Buffer.from(encoded, 'base64url')));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
