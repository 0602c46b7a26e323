import { expect, it } from 'vitest';
import { appendQuery } from './redirect-back';

it.each([
  ['https://app.example/cb', 'https://app.example/cb?code=x&state=a%26b'],
  ['https://app.example/cb?keep=%20me', 'https://app.example/cb?keep=%20me&code=x&state=a%26b'],
  ['https://app.example/cb?', 'https://app.example/cb?code=x&state=a%26b'],
  ['https://APP.example:443/a/../cb', 'https://APP.example:443/a/../cb?code=x&state=a%26b'],
  ['banksdemo://login/', 'banksdemo://login/?code=x&state=a%26b'],
])('joins parameters to %s without touching its bytes', (uri, expected) => {
  expect(appendQuery(uri, { code: 'x', state: 'a&b' })).toBe(expected);
});

it('leaves undefined parameters out and keeps empty ones', () => {
  expect(appendQuery('https://app.example/', { code: 'x', state: undefined })).toBe(
    'https://app.example/?code=x',
  );
  expect(appendQuery('https://app.example/', { state: '' })).toBe('https://app.example/?state=');
  expect(appendQuery('https://app.example/', { state: undefined })).toBe('https://app.example/');
});
