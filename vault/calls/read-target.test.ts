import { describe, expect, it } from 'vitest';
import { readTarget } from './read-target';

describe('the path of a call', () => {
  it.each([
    '/v4/profiles/1/../2/balances',
    '/v4/profiles/1/./balances',
    '/v4/profiles/1/.../balances',
    '/v4/profiles/1/%2e%2e/2/balances',
    '/v4/profiles/1/..%2f2/balances',
    '/v4/profiles/1%2f..%2f2/balances',
    '/v4/profiles/1/..%5c2/balances',
    '/v4/profiles/1\\..\\2/balances',
    '/v4/profiles/1/..;/2/balances',
    '/v4/profiles/1;profileId=2/balances',
    '/v4/profiles//2/balances',
    '//v4/profiles/2/balances',
    '/v4/profiles/2/balances/',
    '/v4/profiles/%32/balances',
    '/v4/profiles/1%00/balances',
    '/v4/profiles/1\u0000/balances',
    '/v4/profiles/1\t/balances',
    '/v4/profiles/ 1/balances',
    '/v4/pröfiles/1/balances',
    '/v4/profiles/１/balances',
    '/v4/profiles/1/balances#x',
    '/v4/profiles/@evil.example/x',
    '/v4/http://evil.example/',
    'v4/profiles/1',
    '/profiles/1',
    '/v0/profiles/1',
    '/v4',
    '/v4/',
    '/',
    '',
    '/v4/x?a=\u0000',
    '/v4/x?a= b',
    '/v4/x?a="b"',
    "/v4/x?a='b'",
    '/v4/x?a=<b>',
    '/v4/x?a=ü',
    '/v4/x?a=1#b',
    `/v4/x?a=${'1'.repeat(5_000)}`,
    `/v4/${'x'.repeat(101)}`,
  ])('%j is no path that we send', (raw) => {
    expect(() => readTarget(raw)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });

  it.each([
    '/v1/x',
    '/2026Q4/x',
    '/v1/rates?source=GBP&time=2026-01-01T00:00:00%2B0100',
    '/v1/x?',
    '/v1/a.b-c_d~e',
  ])('%s is sent byte for byte', (raw) => {
    const { path, query } = readTarget(raw);
    expect(path + query).toBe(raw);
  });

  it('has for the log no ids and no query', () => {
    const raw = '/v3/profiles/30000001/transfers/0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e/payments?x=secret';
    expect(readTarget(raw).template).toBe('/v3/profiles/{}/transfers/{}/payments');
    expect(readTarget('/v1/transfers/5/receipt.pdf').template).toBe('/v1/transfers/{}/receipt.pdf');
    expect(readTarget('/v1/profiles/5/total-funds/GBP').template).toBe('/v1/profiles/{}/total-funds/{}');
  });
});
