import { type BlockList, isIP } from 'node:net';

/** Adds an address or a network such as 10.0.0.0/8 to the list; false when the text is neither. */
export function addNetwork(list: BlockList, entry: string): boolean {
  const read = readNetwork(entry);
  if (read === undefined) return false;
  const family = read.version === 4 ? 'ipv4' : 'ipv6';
  if (read.bits === undefined) list.addAddress(read.address, family);
  else list.addSubnet(read.address, read.bits, family);
  return true;
}

/**
 * What is wrong with 10.0.0.1/8. A list takes it for the whole of 10.0.0.0/8: who typed it may have meant the one address, and
 * would have let in sixteen million.
 *
 * @returns undefined when the entry is an address, a network, or neither.
 */
export function ambiguityOf(entry: string): string | undefined {
  const meanings = meaningsOf(entry);
  if (meanings === undefined) return undefined;
  const { network, address } = meanings;
  return `${entry} is an address inside ${network}: write ${network} for the whole network, or ${address} for that address alone`;
}

/** The two that such an entry may mean. */
export function meaningsOf(entry: string): { network: string; address: string } | undefined {
  const read = readNetwork(entry);
  if (read?.bits === undefined) return undefined;
  const { address, bits, version } = read;
  const rest = BigInt(WIDTH[version] - bits);
  const number = toNumber(address, version);
  const start = (number >> rest) << rest;
  if (start === number) return undefined;
  return { network: `${toText(start, version)}/${bits}`, address: `${address}/${WIDTH[version]}` };
}

type Read = { address: string; version: 4 | 6 /** undefined: an address */; bits: number | undefined };

const WIDTH = { 4: 32, 6: 128 } as const;

function readNetwork(entry: string): Read | undefined {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  // of a zone (fe80::1%eth0) a list takes no notice
  if ((version !== 4 && version !== 6) || rest.length > 0 || address.includes('%')) return undefined;
  if (prefix === undefined) return { address, version, bits: undefined };
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  return bits < 1 || bits > WIDTH[version] ? undefined : { address, version, bits };
}

function toNumber(address: string, version: 4 | 6): bigint {
  if (version === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail = ''] = plainIpv6(address).split('::');
  const [left, right] = [head, tail].map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(Math.max(0, 8 - (left?.length ?? 0) - (right?.length ?? 0))).fill('0');
  return [...(left ?? []), ...zeros, ...(right ?? [])].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}

function toText(number: bigint, version: 4 | 6): string {
  const [count, width] = version === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from({ length: count }, (_, at) =>
    ((number >> (width * BigInt(count - 1 - at))) & ((1n << width) - 1n)).toString(version === 4 ? 10 : 16),
  );
  return version === 4 ? parts.join('.') : plainIpv6(parts.join(':'));
}

/** In the one spelling of RFC 5952, without an IPv4 address at its end. */
const plainIpv6 = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);
