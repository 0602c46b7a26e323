import type { WebEnv } from '#web/env/web-env';
import { clearCookie, cookieBases, type DraftCookie, readCookie, setCookie } from './cookies';

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** Forms whose drafts a browser keeps at once: all cookies of a request have to fit into 8 kB. */
const MAX_DRAFTS = 3;

/** What a cookie may hold, name and attributes aside (RFC 6265 §6.1: 4096 bytes in all). */
const MAX_BYTES = 3_600;

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
  const value = Buffer.from(JSON.stringify(draft.value)).toString('base64url');
  if (value.length > MAX_BYTES) return [];
  // Browsers send the oldest cookie first (RFC 6265 §5.4).
  const others = cookieBases(headers, env).filter(
    (other): other is DraftCookie => other.startsWith('cw-draft-') && other !== base,
  );
  const surplus = others.slice(0, Math.max(0, others.length - (MAX_DRAFTS - 1)));
  return [...surplus.map((other) => clearCookie(env, other)), setCookie(env, base, value, draft.seconds)];
}

/** What `keepDraft` kept; it comes from the browser, so whoever reads it checks its shape. */
export function readDraft(env: CookieEnv, headers: HeaderReader, base: DraftCookie): unknown {
  try {
    const text = Buffer.from(readCookie(headers, env, base) ?? '', 'base64url').toString('utf8');
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
