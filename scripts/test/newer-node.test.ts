import { expect, test } from 'vitest';
import { isNewerNode } from './newer-node.mjs';

test.each([
  ['20.19.0', false],
  ['22.23.3', false],
  ['24.0.0', true],
  ['26.1.0', true],
])('on Node %s the second run of the tests is left out: %s', (version, isLeftOut) => {
  expect(isNewerNode(version)).toBe(isLeftOut);
});
