import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

const sources = ['lib', 'vault'].flatMap((top) =>
  readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(top, name.replaceAll(path.sep, '/')))
    .filter((name) => /\.(ts|mjs)$/.test(name) && !/\.test\.ts$|\/(testing|generated)\//.test(name))
    // a process of its own for each device
    .filter((name) => name !== 'vault/root-keys/pkcs11/device-process.mjs'),
);

// At the start of a line: inside a function or class it would be indented.
const KEPT_BY_A_MODULE = [
  /^(?:export )?(?:let|var) /m,
  /^(?:export )?const \w+(?:: [^=\n]+)? = new Weak(?:Map|Set|Ref)\b/m,
  /^(?:export )?const \w+(?:: [^=\n]+)? = new (?:Map|Set)(?:<[^\n]*>)?\(\)/m,
  /^(?:export )?const \w+: \w[^=\n]*\[\] = \[\];/m,
];

it('no module of the vault or of what it shares keeps state: two contexts in a process are two vaults', () => {
  expect(sources.length).toBeGreaterThan(120);
  const keeping = sources.filter((file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    return KEPT_BY_A_MODULE.some((form) => form.test(text));
  });
  expect(keeping).toEqual([]);
});

it.each([
  'let cached: Env | undefined;',
  'const reads = new WeakMap<Context, Reads>();',
  'export const known = new Map<string, Route>();',
  'const routes: Route[] = [];',
])('knows %s for state', (line) => {
  expect(KEPT_BY_A_MODULE.some((form) => form.test(`import 'x';\n\n${line}\n`))).toBe(true);
});
