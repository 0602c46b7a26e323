import { type BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Whose request this is: the peer of the connection or, behind proxies that are trusted, the right-most hop of
 * `X-Forwarded-For` that is not one of them. Everything left of that hop is the client's own claim.
 *
 * @returns an address in one spelling; undefined when a trusted proxy names nobody.
 */
export function sourceAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: BlockList | undefined,
): string | undefined {
  let client = plainAddress(peer);
  const hops = (forwardedFor ?? '').split(',');
  while (client !== undefined && isInList(client, proxies)) client = plainAddress(hops.pop());
  return client;
}

/**
 * The same, for limits that hold for each client.
 *
 * @returns undefined also for an address of this machine, by which nobody can be told apart.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: BlockList | undefined,
): string | undefined {
  const client = sourceAddress(peer, forwardedFor, proxies);
  return client === undefined || isThisMachine(client) ? undefined : client;
}

/** An address as it is compared: without port, brackets, zone, and IPv4 never written as IPv6. */
function plainAddress(text: string | undefined): string | undefined {
  // most requests by far: nothing to take away
  if (text === undefined || isIPv4(text)) return text;
  const written = text.trim().toLowerCase();
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(written)?.[1] ?? written.replace(/^([\d.]+):\d+$/, '$1');
  const address = bare.replace(/%.*$/, '').replace(/^::ffff:(?=[\d.]+$)/, '');
  return isIP(address) === 0 ? undefined : address;
}

/** Whether a list of addresses and networks has this address. */
export function isInList(address: string, list: BlockList | undefined): boolean {
  return list?.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') === true;
}

const isThisMachine = (address: string): boolean => address === '::1' || address.startsWith('127.');

/**
 * What one client can use as its own address: the whole of an IPv4 address, the first 64 bits of an IPv6 one, of
 * which everybody is given at least so many.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = address.includes('::') ? Array(Math.max(0, 8 - left.length - right.length)).fill('0') : [];
  const groups = [...left, ...middle, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
