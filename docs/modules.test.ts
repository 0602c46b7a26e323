import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULES } from '../scripts/boundaries/modules.mjs';

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

/** The module of a file or entry: `vault/connections/caller` is in `vault/connections`. */
const moduleOf = (name: string): string => name.split('/').slice(0, 2).join('/');
const namesIn = (text: string): string[] => [...text.matchAll(/`([\w/.-]+)`/g)].map(([, name = '']) => name);

describe('the map in CONTRIBUTING.md', () => {
  const page = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (`vault\/[^|]*) \|[^|]*\| ([^|]*) \|$/gm)]
    .map(([, named = '', imports = '']) => ({ named: namesIn(named), imports: namesIn(imports) }))
    .filter(({ named }) => !named.includes('vault/routes'));

  it('has a row for each module of the vault', () => {
    const known = rows.flatMap(({ named }) => named).concat('vault/routes');
    expect(known.sort()).toEqual(modules.filter((module) => module.startsWith('vault/')).sort());
  });

  it('has a row for each module of web', () => {
    const known = [...page.matchAll(/^\| (`web\/[^|]*) \|/gm)].flatMap(([, named = '']) => namesIn(named));
    expect(modules.filter((module) => module.startsWith('web/') && !known.includes(module))).toEqual([]);
  });

  it.each(rows)('$named may import what the table of modules says', ({ named, imports }) => {
    const allowed = Object.entries(MODULES)
      .filter(([module]) => named.includes(moduleOf(module)))
      .flatMap(([, entries]) => entries.map(moduleOf))
      .filter((entry) => entry.startsWith('vault/') && !/^vault\/(runtime|env)$/.test(entry));
    const besides = (entries: string[]) =>
      [...new Set(entries.map(moduleOf))].filter((each) => !named.includes(each));
    expect(besides(imports).sort()).toEqual(besides(allowed).sort());
  });
});

it('CONTRIBUTING.md names every script of package.json', () => {
  const page = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const named = new Set([...page.matchAll(/`(?:npm (?:run )?)?([a-z][\w:-]*)/g)].map(([, name]) => name));
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(Object.keys(scripts).filter((name) => !named.has(name))).toEqual([]);
});

describe('“called by”', () => {
  const importers = readImporters();

  // one that nobody imports yet may say who is going to
  it.each(modules.filter((module) => importers.has(module)))(
    'in the README of %s names only modules that import it',
    (module) => {
      const text = readFileSync(path.join(ROOT, module, 'README.md'), 'utf8');
      const [sentence = ''] = /[Cc]alled by[\s\S]*?(?=\.\s|\.$)/.exec(text) ?? [];
      const named = namesIn(sentence).filter(
        (name) => modules.includes(moduleOf(name)) && moduleOf(name) !== module,
      );
      expect(named.filter((name) => !importers.get(module)?.has(moduleOf(name)))).toEqual([]);
    },
  );
});

/** Which modules import each module; tests do not count. */
function readImporters(): Map<string, Set<string>> {
  const importers = new Map<string, Set<string>>();
  for (const module of modules) {
    for (const file of readdirSync(path.join(ROOT, module), { recursive: true, encoding: 'utf8' })) {
      if (!/\.ts$/.test(file) || /\.test\.ts$|(^|\/)testing\//.test(file)) continue;
      const at = path.posix.join(module, file);
      for (const [, specifier = ''] of readFileSync(path.join(ROOT, at), 'utf8').matchAll(
        /from '([#.][^']+)'/g,
      )) {
        const target = specifier.startsWith('#')
          ? specifier.slice(1)
          : path.posix.join(path.posix.dirname(at), specifier);
        const imported = moduleOf(target);
        if (imported !== module) importers.set(imported, (importers.get(imported) ?? new Set()).add(module));
      }
    }
  }
  return importers;
}
