import type { WebEnv } from '#web/env/web-env';
import { clearCookie, readCookie, setCookie } from './cookies';

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** What a form came to: words in the address that it leads to, each of a closed list of its page. */
const FLASHES = ['flash', 'guided', 'bulk'] as const;
export type FlashName = (typeof FLASHES)[number];

/** From one answer to the next request. */
const KEPT_SECONDS = 60;

/** Anybody can write an address: nothing else of it gets into a cookie. */
const isWord = (text: string) => /^[\w-]{1,40}$/.test(text);

/** Pages that say what a form came to; nobody else's addresses are touched. */
const isOurs = (path: string) => /^\/(?:staff|connections)\//.test(path) && path.length <= 200;

/**
 * Such an address without its words, and the cookie that brings them there, once: what is loaded anew, kept as a bookmark or
 * handed on says nothing. Undefined: the address has none.
 */
export function keepFlash(env: CookieEnv, address: URL): { to: string; cookie: string } | undefined {
  // asked of every page's request
  if (address.search === '' || !isOurs(address.pathname)) return undefined;
  const to = new URL(address);
  const words = new URLSearchParams();
  for (const name of FLASHES) {
    const word = to.searchParams.get(name);
    if (word !== null) words.set(name, isWord(word) ? word : '');
    to.searchParams.delete(name);
  }
  if (words.size === 0) return undefined;
  const value = `${encodeURIComponent(to.pathname)}?${words}`;
  return { to: to.pathname + to.search, cookie: setCookie(env, 'cw-flash', value, KEPT_SECONDS) };
}

/**
 * The words that were kept for this page, as a query, and the end of their cookie. Undefined: there are none, or they are
 * another page's, in a tab beside this one.
 */
export function takeFlash(
  env: CookieEnv,
  headers: HeaderReader,
  path: string,
): { words: string; cookie: string } | undefined {
  const [page, words] = readCookie(headers, env, 'cw-flash')?.split('?') ?? [];
  if (words === undefined || page !== encodeURIComponent(path)) return undefined;
  return { words, cookie: clearCookie(env, 'cw-flash') };
}

/** One of the words that `takeFlash` gave. */
export function readFlash(words: string | null, name: FlashName): string | undefined {
  const word = new URLSearchParams(words ?? '').get(name);
  return word !== null && isWord(word) ? word : undefined;
}
