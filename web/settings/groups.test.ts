import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { groupOf, groupSettings } from './groups';

/** Every setting there is has a line in one of the two examples. */
const names = ['.env.web.example', '.env.vault.example'].flatMap((file) => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
  return [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? '');
});

it('every setting has a subject but the few that belong to none', () => {
  expect(names.length).toBeGreaterThan(60);
  expect([...new Set(names)].filter((name) => groupOf(name) === 'other').sort()).toEqual(['LOG_LEVEL']);
});

it('a setting that both processes have alike stands once, and twice where they differ', () => {
  const setting = (process: 'web' | 'vault', name: string, value: string) => ({
    process,
    name,
    isSet: true,
    value,
  });
  const groups = groupSettings([
    setting('web', 'APP_URL', 'a'),
    setting('web', 'LOG_LEVEL', 'info'),
    setting('vault', 'APP_URL', 'b'),
    setting('vault', 'LOG_LEVEL', 'info'),
  ]);
  expect(groups.map(([group, its]) => [group, its.map(({ process }) => process)])).toEqual([
    ['addresses', ['web', 'vault']],
    ['other', ['web']],
  ]);
});
