import { isIP } from 'node:net';
import type { Settings } from '#emulator/kernel/settings/settings';

/** This machine: by name, or by an address of its own. Nothing is looked up. */
export function isLoopbackHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}

/** What is wrong with the address of a webhook; undefined: nothing (docs/wise.md 12). */
export function callbackProblem(text: string, rules: Settings['webhookUrls']): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'an absolute https address is expected';
  if (url.search !== '' || url.hash !== '') return 'no query and no fragment is allowed';
  if (url.username !== '' || url.password !== '') return 'no user name and password is allowed';
  if (rules === 'loopback' && isLoopbackHost(url.hostname)) return undefined;
  if (url.protocol !== 'https:') return 'https is expected';
  if (url.port !== '') return 'port 443 is expected';
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 || !url.hostname.includes('.')) {
    return 'a host name is expected, not an address';
  }
  return undefined;
}
