import { allowedReturnUrl } from '#lib/env/return-urls';
import type { WebEnv } from '#web/env/web-env';
import { readCookie, setCookie } from '#web/http/cookies';

type Env = Pick<WebEnv, 'APP_URL' | 'RETURN_URLS'>;
type HeaderReader = { get(name: string): string | null };

const HOURS = 8;

/** A cookie that keeps where somebody came from, for "Back to …"; undefined for an address that is not allowed. */
export function rememberWayBack(text: string | null, env: Env): string | undefined {
  const url = text === null ? undefined : allowedReturnUrl(env.RETURN_URLS, text);
  if (url === undefined) return undefined;
  return setCookie(env, 'cw-back', encodeURIComponent(url.href), HOURS * 60 * 60);
}

/** Where "Back to …" leads, looked at again: a cookie is whatever a browser sends. */
export function wayBack(headers: HeaderReader, env: Env): string | undefined {
  const value = readCookie(headers, env, 'cw-back');
  if (value === undefined) return undefined;
  try {
    return allowedReturnUrl(env.RETURN_URLS, decodeURIComponent(value))?.href;
  } catch {
    return undefined;
  }
}
