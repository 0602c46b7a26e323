import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SWITCH_GROUPS } from '#emulator/console/pages/switches';
import { DEFAULT_SETTINGS } from './settings';

const README = readFileSync(fileURLToPath(new URL('../../../README.md', import.meta.url)), 'utf8');

it('every setting is named in the README, and stands on the control page with words for it', () => {
  const names = Object.keys(DEFAULT_SETTINGS);
  const shown = SWITCH_GROUPS.flatMap(({ labels }) => Object.keys(labels));
  expect(names.filter((name) => !README.includes(`\`${name}\``))).toEqual([]);
  expect([...shown].sort()).toEqual([...names].sort());
});
