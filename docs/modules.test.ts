import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

const modules = ['lib', 'vault', 'web'].flatMap((top) =>
  readdirSync(path.join(ROOT, top), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
    .map(({ name }) => `${top}/${name}`),
);

it.each(modules)('%s says in 5 to 20 lines what it owns, who calls it and what it promises', (module) => {
  const file = path.join(ROOT, module, 'README.md');
  expect(existsSync(file), `${module}/README.md`).toBe(true);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^# \S/);
  expect(text).toMatch(/[Cc]alled by/);
  const lines = text.trimEnd().split('\n').length;
  expect(lines).toBeGreaterThanOrEqual(5);
  expect(lines).toBeLessThanOrEqual(20);
});
