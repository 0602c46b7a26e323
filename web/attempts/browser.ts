import 'server-only';
import { sha256Bytes } from '#lib/hash/sha256';
import { isToken, newToken } from '#lib/hash/tokens';
import type { WebEnv } from '#web/env/web-env';
import { readCookie, setCookie } from '#web/http/cookies';

/** One cookie per browser, shared by all its attempts: two tabs do not end each other's (design 4.2). */
const BROWSER_DAYS = 7;

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** The hash that binds an attempt to a browser; undefined when the browser has no valid cookie of ours. */
export function browserHash(headers: HeaderReader, env: CookieEnv): Buffer | undefined {
  const value = readCookie(headers, env, 'cw-browser');
  return isToken(value) ? sha256Bytes(value) : undefined;
}

/** The browser's hash, made now if there is none; the `Set-Cookie` value keeps it for the next days. */
export function ensureBrowser(headers: HeaderReader, env: CookieEnv): { hash: Buffer; setCookie: string } {
  const value = readCookie(headers, env, 'cw-browser');
  const browser = isToken(value) ? value : newToken();
  return {
    hash: sha256Bytes(browser),
    setCookie: setCookie(env, 'cw-browser', browser, BROWSER_DAYS * 24 * 60 * 60),
  };
}
