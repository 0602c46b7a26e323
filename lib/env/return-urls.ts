import * as z from 'zod';
import { isLoopback } from './fields';

const MAX_ADDRESSES = 50;

/** Addresses with commas between, at or below which browsers may be sent back to the partner (decision 079). */
export function returnUrls() {
  return z.string().transform((text, context) => {
    const given = text.split(',').map((each) => each.trim());
    const urls = given.filter((each) => each !== '').map((each) => parseReturnUrl(each));
    const isGood =
      urls.length <= MAX_ADDRESSES && urls.every((url) => url !== undefined && url.search === '');
    if (!isGood) {
      context.addIssue({
        code: 'custom',
        message:
          'must be up to 50 https addresses with commas between, without user, ? and # (http is for this machine only)',
      });
      return z.NEVER;
    }
    return urls.flatMap((url) => (url === undefined ? [] : [url.href]));
  });
}

/**
 * The address, when it is one of `allowed` or lies below one: the same scheme, host and port, and a path that begins with
 * it, whole segments. What is compared is what a browser makes of the text.
 *
 * @returns undefined: nobody is sent there.
 */
export function allowedReturnUrl(allowed: readonly string[], text: string): URL | undefined {
  const url = parseReturnUrl(text);
  if (url === undefined) return undefined;
  return allowed.some((each) => isAtOrBelow(url, new URL(each))) ? url : undefined;
}

/** A web address that leaves nothing to interpretation: `\`, encoded dots and slashes have been open redirects elsewhere. */
function parseReturnUrl(text: string): URL | undefined {
  if (/[\\\s#]/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || /%(?:2e|2f|5c|00)/i.test(url.pathname)) return undefined;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) return undefined;
  return url;
}

function isAtOrBelow(url: URL, base: URL): boolean {
  if (url.origin !== base.origin) return false;
  const path = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  return url.pathname === base.pathname || url.pathname.startsWith(path);
}
