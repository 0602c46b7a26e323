import type { Browser } from '#test/browser/http-browser';

/** Somebody whose sessions the harness made: a customer or a member of staff. */
export type Person = { browser: Browser };

type Cookie = {
  name: string;
  value: string;
  domain: string;
  path: string;
  httpOnly: boolean;
  sameSite: 'Lax';
};

/** The cookies of that person, as a browser takes them. */
export function cookiesOf({ browser }: Person, appUrl: string): Cookie[] {
  const { hostname } = new URL(appUrl);
  return browser.cookieNames(appUrl).map((name) => ({
    name,
    value: browser.cookie(appUrl, name) ?? '',
    domain: hostname,
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
  }));
}
