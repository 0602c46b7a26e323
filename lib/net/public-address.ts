import { BlockList, isIP } from 'node:net';

/** IPv4 that is nobody's on the internet: the special-purpose registry of IANA, multicast, and a cloud's metadata outside of it. */
const NOT_PUBLIC_4: readonly [net: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Azure's metadata and its virtual DNS
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within 2000::/3, which is all that is given out. 2001::/23 and 2002::/16 carry IPv4 addresses inside. */
const NOT_PUBLIC_6: readonly [net: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_4) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of NOT_PUBLIC_6) refused.addSubnet(net, prefix, 'ipv6');
const given = new BlockList();
given.addSubnet('2000::', 3, 'ipv6');

/**
 * True for an address that belongs to a host on the internet. An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) is
 * none, wherever it leads.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  switch (isIP(bare)) {
    case 4:
      return !refused.check(bare, 'ipv4');
    case 6:
      return given.check(bare, 'ipv6') && !refused.check(bare, 'ipv6');
    default:
      return false;
  }
}
