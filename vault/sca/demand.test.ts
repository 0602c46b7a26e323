import { expect, it } from 'vitest';
import { readDemand } from './demand';

const TOKEN = '5932d5b5-ec13-452f-8688-308feade7834';
const answer = (status: number, token?: string) => ({
  status,
  headers: new Headers(token === undefined ? {} : { 'X-2FA-Approval': token }),
});

it.each([403, 400])('a %i with a one-time token wants an approval, whatever its body says', (status) => {
  expect(readDemand(answer(status, TOKEN))?.reveal()).toBe(TOKEN);
});

it.each([
  ['a 403 without the header', answer(403)],
  ['a success that names the token it took', answer(201, TOKEN)],
  ['a 401', answer(401, TOKEN)],
  ['a token with a space in it', answer(403, 'a b')],
  ['a token too long to be one', answer(403, 'a'.repeat(201))],
])('%s wants none', (_what, given) => {
  expect(readDemand(given)).toBeUndefined();
});
