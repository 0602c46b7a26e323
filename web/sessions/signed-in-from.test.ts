import { expect, it } from 'vitest';
import { CLIENT_HEADER } from '#web/http/client';
import { signedInFrom } from './signed-in-from';

const from = (userAgent: string) => signedInFrom(new Headers({ 'user-agent': userAgent })).device;

it('names the browser and the system, and keeps no more of what a browser says of itself', () => {
  expect(
    from(
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    ),
  ).toBe('Chrome · Windows');
  expect(
    from(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari · iOS');
  expect(from('Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0')).toBe(
    'Firefox · Linux',
  );
});

it('knows nothing of a header that is missing, made up or huge, and signs that person in all the same', () => {
  expect(signedInFrom(new Headers())).toEqual({ device: null, network: null });
  expect(signedInFrom(undefined)).toEqual({ device: null, network: null });
  expect(from('x'.repeat(5_000))).toBeNull();
  expect(from('<script>alert(1)</script>')?.length ?? 0).toBeLessThanOrEqual(80);
});

it('keeps the network of an address, not the whole of an IPv6 one', () => {
  const network = (address: string) => signedInFrom(new Headers({ [CLIENT_HEADER]: address })).network;
  expect(network('203.0.113.9')).toBe('203.0.113.9');
  expect(network('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
});
