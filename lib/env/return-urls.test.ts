import { describe, expect, it } from 'vitest';
import { allowedReturnUrl, returnUrls } from './return-urls';

const allowed = returnUrls().parse('https://shop.example/wise, http://localhost:4000');

describe('an address that a browser may be sent back to (decision 079)', () => {
  it.each([
    'https://shop.example/wise',
    'https://shop.example/wise?tab=1',
    'https://shop.example/wise/done',
    'https://SHOP.example:443/wise/',
    'http://localhost:4000/',
    'http://localhost:4000/any/where',
  ])('%s is one', (url) => expect(allowedReturnUrl(allowed, url)).toBeInstanceOf(URL));

  it.each([
    'https://shop.example/',
    'https://shop.example/wiser',
    'https://shop.example/wise/../admin',
    'https://shop.example/wise/%2e%2e/admin',
    'https://shop.example/wise%2f..%2fadmin',
    'https://shop.example/wise#part',
    'http://shop.example/wise',
    'https://shop.example:8443/wise',
    'https://shop.example.evil.example/wise',
    'https://shop.example@evil.example/wise',
    'https://evil.example\\@shop.example/wise',
    'https://evil.example/?https://shop.example/wise',
    '//shop.example/wise',
    'javascript:alert(1)//https://shop.example/wise',
    'data:text/html,x',
    'http://localhost:4001/',
    '/wise',
    '',
  ])('%s is none', (url) => expect(allowedReturnUrl(allowed, url)).toBeUndefined());

  it('without the setting there is none', () => {
    expect(allowedReturnUrl(returnUrls().parse(''), 'https://shop.example/wise')).toBeUndefined();
  });

  it.each([
    'http://shop.example',
    'https://shop.example/?a=1',
    'shop.example',
    'https://a:b@shop.example',
    '*',
  ])('the setting refuses %s', (text) => expect(returnUrls().safeParse(text).success).toBe(false));
});
