import { expect, test } from 'vitest';
import { isNewerNode } from './newer-node.mjs';
import { stagesFor } from './stages.mjs';

test.each([
  ['20.19.0', false],
  ['22.23.3', false],
  ['24.0.0', true],
  ['26.1.0', true],
])('on Node %s the second run of the tests is left out: %s', (version, isLeftOut) => {
  expect(isNewerNode(version)).toBe(isLeftOut);
});

test('CI runs types, unit and database tests on the newer Node, and the image, too; elsewhere only by name', () => {
  const names = (wanted: string[], isCi: boolean, version = '20.19.0') =>
    stagesFor(wanted, isCi, version)
      .map(({ name }) => name)
      .filter((name) => name.startsWith('Node ') || name === 'image');
  const both = [
    expect.stringMatching(/^Node 24.*types$/),
    expect.stringMatching(/^Node 24.*unit and database$/),
  ];
  expect(names([], true)).toEqual([...both, 'image']);
  expect(names([], false)).toEqual([]);
  expect(names(['Node 24'], false)).toEqual(both);
  expect(names(['image'], false)).toEqual(['image']);
  expect(names([], true, '24.1.0')).toEqual(['image']);
});
