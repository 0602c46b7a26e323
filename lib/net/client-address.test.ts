import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress, networkOf } from './client-address';

const proxies = new BlockList();
proxies.addAddress('127.0.0.1', 'ipv4');
proxies.addSubnet('10.0.0.0', 8, 'ipv4');
proxies.addSubnet('fd00::', 8, 'ipv6');

describe('the client of a request', () => {
  it.each([
    ['spoken to directly is the peer', '203.0.113.7', undefined, '203.0.113.7'],
    [
      'is the peer, whatever it claims, when the peer is no proxy of ours',
      '203.0.113.7',
      '198.51.100.1',
      '203.0.113.7',
    ],
    ['behind a proxy is who the proxy names', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
    [
      'behind a proxy is its last word, not what came in',
      '10.1.2.3',
      '198.51.100.1, 203.0.113.7',
      '203.0.113.7',
    ],
    [
      'behind two proxies is the hop before them',
      '127.0.0.1',
      '198.51.100.1, 203.0.113.7, 10.0.0.9',
      '203.0.113.7',
    ],
    ['over a socket for both families is IPv4', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['by IPv6', 'fd00::1', '2001:DB8::1', '2001:db8::1'],
    ['with a port, as some proxies write it', '127.0.0.1', '203.0.113.7:51234', '203.0.113.7'],
    ['with brackets and a port', '127.0.0.1', '[2001:db8::1]:51234', '2001:db8::1'],
  ])('%s', (_what, peer, forwarded, wanted) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(wanted);
  });

  it.each([
    ['this machine', '127.0.0.5', undefined, undefined],
    ['this machine by IPv6', '::1', undefined, undefined],
    ['a proxy that names nobody', '127.0.0.1', undefined, proxies],
    ['a proxy that names nonsense', '127.0.0.1', '203.0.113.7, unknown', proxies],
    ['proxies only', '127.0.0.1', '10.0.0.1, 10.0.0.2', proxies],
    ['a proxy that names this machine', '10.0.0.1', '127.0.0.9', proxies],
    ['a socket that is gone', undefined, '203.0.113.7', proxies],
    ['a proxy that is not declared', '127.0.0.1', '203.0.113.7', undefined],
  ])('cannot be told of %s', (_what, peer, forwarded, trusted) => {
    expect(clientAddress(peer, forwarded, trusted)).toBeUndefined();
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0000:ffff::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (address, wanted) => {
    expect(networkOf(address)).toBe(wanted);
  });
});
