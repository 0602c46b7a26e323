import { BlockList } from 'node:net';
import { expect, it } from 'vitest';
import { addNetwork, ambiguityOf } from './network';

it.each([
  ['10.0.0.1/8', '10.0.0.0/8', '10.0.0.1/32'],
  ['192.0.2.255/31', '192.0.2.254/31', '192.0.2.255/32'],
  ['255.255.255.255/1', '128.0.0.0/1', '255.255.255.255/32'],
  ['2001:db8::1/32', '2001:db8::/32', '2001:db8::1/128'],
  ['2001:0DB8:0:0:1:2:3:4/65', '2001:db8::/65', '2001:0DB8:0:0:1:2:3:4/128'],
  ['fd00:0:0:1::/48', 'fd00::/48', 'fd00:0:0:1::/128'],
  ['::1/64', '::/64', '::1/128'],
  ['64:ff9b::192.0.2.1/96', '64:ff9b::/96', '64:ff9b::192.0.2.1/128'],
])('%s may mean %s or %s', (entry, network, address) => {
  const problem = ambiguityOf(entry);
  expect(problem).toContain(`write ${network} for the whole network, or ${address} for`);
  for (const each of [network, address]) {
    expect(ambiguityOf(each)).toBeUndefined();
    expect(addNetwork(new BlockList(), each)).toBe(true);
  }
});

it.each(['10.0.0.1', '10.0.0.1/32', '10.0.0.0/8', '128.0.0.0/1', '::1', '::1/128', '2001:db8::/32', '::/1'])(
  '%s means one thing',
  (entry) => {
    expect(ambiguityOf(entry)).toBeUndefined();
    expect(addNetwork(new BlockList(), entry)).toBe(true);
  },
);

it.each([
  '',
  'any',
  '10.0.0/8',
  '10.0.0.0/0',
  '10.0.0.0/33',
  '::/129',
  '10.0.0.1/8/8',
  '10.0.0.1/',
  'fe80::1%eth0',
])('%j is neither an address nor a network', (entry) => {
  expect(ambiguityOf(entry)).toBeUndefined();
  expect(addNetwork(new BlockList(), entry)).toBe(false);
});
