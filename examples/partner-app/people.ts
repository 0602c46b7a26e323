import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Outcome } from './wise.ts';

// The shop's own sign-in. Yours is better; what counts is that `id` never changes and never becomes another person's.
export const DEMO_PEOPLE = [
  { id: 'shop-1001', name: 'Iris Okafor', email: 'iris@shop.example' },
  { id: 'shop-1002', name: 'Tomás Novák', email: 'tomas@shop.example' },
] as const;
export type Person = (typeof DEMO_PEOPLE)[number];

/** One browser in which somebody is signed in. */
export interface Browser {
  person: Person;
  signedInAt: Date;
  /** In every form of ours: another site does not know it. */
  csrf: string;
  /** Sessions of Connect Wise that began here. */
  started: Set<string>;
  /** Of the last one that came back, until the account page has said it: a window of its own is closed by then. */
  outcome: Outcome | undefined;
}

const COOKIE = 'shop_session';

export class People {
  readonly #browsers = new Map<string, Browser>();

  /** @returns the header that signs this browser in */
  signIn(person: Person): string {
    const id = randomBytes(32).toString('base64url');
    const csrf = randomBytes(32).toString('base64url');
    this.#browsers.set(id, { person, signedInAt: new Date(), csrf, started: new Set(), outcome: undefined });
    // Lax: the browser brings it along when it comes back from Connect Wise
    return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
  }

  signOut(cookies: string | undefined): string {
    this.#browsers.delete(idIn(cookies));
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
  }

  find(cookies: string | undefined): Browser | undefined {
    return this.#browsers.get(idIn(cookies));
  }
}

const idIn = (cookies = ''): string =>
  cookies
    .split('; ')
    .find((each) => each.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? '';

export function hasToken({ csrf }: Browser, form: URLSearchParams): boolean {
  const [given, expected] = [Buffer.from(form.get('csrf') ?? ''), Buffer.from(csrf)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
