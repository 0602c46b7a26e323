import Bowser from 'bowser';
import { toStorable } from '#lib/text/storable';
import { clientNetwork } from '#web/http/client';

/** Where a sign-in came from, as its person is shown it later. */
export type SignedInFrom = {
  /** Browser and system, as "Firefox · Windows"; the rest of what a browser says of itself is not kept. */
  device: string | null;
  /** Null where clients cannot be told apart. */
  network: string | null;
};

const NOWHERE: SignedInFrom = { device: null, network: null };
/** A header of a megabyte is no browser's. */
const MAX_USER_AGENT = 1_000;
const MAX_DEVICE = 80;

/** Reads the request of a sign-in; what is missing or unreadable is null, and stops nobody. */
export function signedInFrom(headers: { get(name: string): string | null } | undefined): SignedInFrom {
  if (headers === undefined) return NOWHERE;
  return { device: deviceOf(headers.get('user-agent')), network: clientNetwork(headers) ?? null };
}

function deviceOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === '' || userAgent.length > MAX_USER_AGENT) return null;
  const { browser, os } = Bowser.parse(userAgent);
  const text = [browser.name, os.name].filter((name) => name !== undefined && name !== '').join(' · ');
  return toStorable(text).slice(0, MAX_DEVICE) || null;
}
