import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { WebEnv } from '#web/env/web-env';
import { clearCookie, cookieBases, type DraftCookie, readCookie, setCookie } from './cookies';

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** Forms whose drafts a browser keeps at once. */
const MAX_DRAFTS = 3;

/** What a cookie may hold, name and attributes aside (RFC 6265 §6.1: 4096 bytes in all). */
const MAX_BYTES = 3_600;

/** Of all drafts: the cookies of a request have to fit into 8 kB. */
const MAX_BYTES_IN_ALL = 6_000;

/** Of what is unpacked: a form may be no larger. */
const MAX_UNPACKED_BYTES = 64 * 1024;

/**
 * The Set-Cookie values that keep what somebody typed into a form that was refused, and drop the oldest drafts beyond
 * the limit. Each form has a name of its own: in one cookie for all, a second tab overwrote the first one's text.
 *
 * @returns nothing for a value that is too large for a cookie: it is lost, as it was before.
 */
export function keepDraft(
  env: CookieEnv,
  headers: HeaderReader,
  base: DraftCookie,
  draft: { value: unknown; seconds: number },
): string[] {
  // 2,000 letters of any script fit once they are packed
  const value = brotliCompressSync(JSON.stringify(draft.value)).toString('base64url');
  if (value.length > MAX_BYTES) return [];
  // Browsers send the oldest cookie first (RFC 6265 §5.4).
  const newestFirst = cookieBases(headers, env)
    .filter((other): other is DraftCookie => other.startsWith('cw-draft-') && other !== base)
    .toReversed();
  let bytes = value.length;
  const surplus = newestFirst.filter((other, index) => {
    bytes += readCookie(headers, env, other)?.length ?? 0;
    return index >= MAX_DRAFTS - 1 || bytes > MAX_BYTES_IN_ALL;
  });
  return [...surplus.map((other) => clearCookie(env, other)), setCookie(env, base, value, draft.seconds)];
}

/** What `keepDraft` kept; it comes from the browser, so whoever reads it checks its shape. */
export function readDraft(env: CookieEnv, headers: HeaderReader, base: DraftCookie): unknown {
  try {
    const packed = Buffer.from(readCookie(headers, env, base) ?? '', 'base64url');
    const text = brotliDecompressSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}
