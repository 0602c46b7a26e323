import { expect, it } from 'vitest';
import { equalBytes, equalSecrets } from './compare';

it.each([
  ['the same', 'abc', 'abc', true],
  ['another letter', 'abc', 'abd', false],
  ['the start of the other', 'abc', 'ab', false],
  ['nothing and something', '', 'a', false],
  ['nothing', '', '', true],
])('%s', (_what, one, other, isEqual) => {
  expect(equalSecrets(one, other)).toBe(isEqual);
  expect(equalBytes(Buffer.from(one), Buffer.from(other))).toBe(isEqual);
});
