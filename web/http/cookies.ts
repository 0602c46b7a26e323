import { hasSecureCookies, type WebEnv } from '#web/env/web-env';

/** Every cookie this app sets, by its name without the prefix. */
export type CookieBase =
  | 'cw-customer'
  | 'cw-staff'
  | 'cw-browser'
  | 'cw-partner'
  | 'cw-back'
  | 'cw-flash'
  | 'cw-customer-facts'
  | DraftCookie
  | `cw-${'customer' | 'staff'}-${'mail-half' | 'known' | 'return' | `oidc-${string}`}`;

/** What was typed into one form, while it is refused. */
export type DraftCookie = `cw-draft-${string}`;

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/**
 * The name on the wire. Over https it has the `__Host-` prefix: a neighbouring subdomain can then
 * neither set nor shadow it (RFC 6265bis §4.1.3.2).
 */
export function cookieName(env: CookieEnv, base: CookieBase): string {
  return hasSecureCookies(env) ? `__Host-${base}` : base;
}

/** The names, without the prefix, of all cookies of ours that a request carries, in its order. */
export function cookieBases(headers: HeaderReader, env: CookieEnv): string[] {
  const prefix = hasSecureCookies(env) ? '__Host-' : '';
  const names = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('=', 1)[0] ?? '');
  return [...new Set(names)]
    .filter((name) => name.startsWith(`${prefix}cw-`))
    .map((name) => name.slice(prefix.length));
}

/** The attributes every cookie here has; for libraries that serialise cookies themselves. */
export function cookieAttributes(env: CookieEnv) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: hasSecureCookies(env) } as const;
}

/**
 * The value of one of our cookies, or undefined. Two different values under one name mean that
 * somebody planted one, and we cannot know which: neither is used.
 */
export function readCookie(headers: HeaderReader, env: CookieEnv, base: CookieBase): string | undefined {
  const name = cookieName(env, base);
  const values = (headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return new Set(values).size === 1 && values[0] !== '' ? values[0] : undefined;
}

/** A Set-Cookie value. Without `maxAgeSeconds` the cookie ends with the browser. */
export function setCookie(env: CookieEnv, base: CookieBase, value: string, maxAgeSeconds?: number): string {
  return [
    `${cookieName(env, base)}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(hasSecureCookies(env) ? ['Secure'] : []),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
  ].join('; ');
}

/** A Set-Cookie value that removes the cookie. */
export function clearCookie(env: CookieEnv, base: CookieBase): string {
  return setCookie(env, base, '', 0);
}
