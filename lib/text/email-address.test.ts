import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAddress } from './email-address';

describe('an email address', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['a.b+tag@sub.example.co', 'a.b+tag@sub.example.co'],
    ["o'neil@example.com", "o'neil@example.com"],
  ])('%s becomes %s', (given, wanted) => {
    expect(normaliseAddress(given)).toBe(wanted);
  });

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'a@b@example.com',
    'ada@example.com,eve@evil.example',
    'ada@example.com eve@evil.example',
    '"ada@evil.example"@example.com',
    'ada@example.com\r\nBcc: eve@evil.example',
    'ada(comment)@example.com',
    'Ada <ada@example.com>',
    'ada@[127.0.0.1]',
    'ada@example..com',
    'ada@-example.com',
    'аda@example.com',
    'ada@exämple.com',
    'ada@example.com\u0000',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example.com`,
    '',
    undefined,
    5,
    {},
  ])('%j is none', (given) => {
    expect(normaliseAddress(given)).toBeUndefined();
  });

  it('has one form: what comes out goes in unchanged, with one @ and nothing that ends a header line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (given) => {
        const address = normaliseAddress(given);
        return (
          address === undefined ||
          (normaliseAddress(address) === address && /^[^\s@]+@[^\s@]+$/.test(address))
        );
      }),
    );
  });
});
