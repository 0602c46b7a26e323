import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = import.meta.dirname;
const IMPORT = /\bfrom '((?:\.{1,2}|#emulator)\/[^']+)'/g;

function* importsBetweenFolders(): Generator<[string, string]> {
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const folder = path.dirname(file);
    for (const [, specifier = ''] of readFileSync(path.join(SOURCES, file), 'utf8').matchAll(IMPORT)) {
      const target = specifier.startsWith('#')
        ? specifier.replace('#emulator/', '')
        : path.join(folder, specifier);
      const to = path.dirname(target);
      if (to !== folder) yield [folder, to];
    }
  }
}

it('no two folders import each other', () => {
  const arrows = new Set([...importsBetweenFolders()].map(([from, to]) => `${from} → ${to}`));
  expect(arrows.size).toBeGreaterThan(50);
  const mutual = [...arrows].filter((arrow) => arrows.has(arrow.split(' → ').toReversed().join(' → ')));
  expect(mutual).toEqual([]);
});
