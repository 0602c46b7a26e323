import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const SKIPPED = /(^|\/)(node_modules|dist|\.next|decisions|screenshots)\//;

const within = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith(ending) && !name.endsWith('.test.ts') && !SKIPPED.test(name));

const files = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'deploy', 'packages', 'examples'].flatMap((folder) => within(folder, '.md')),
  ...within('cli', '.ts'),
];

/** `npm run …` with what it prints going to a file or another program; `<time>` in it is a word to be replaced. */
const SENT_ON =
  /npm run (?!--silent)(?:<\S[^>`]*>|(?!npm run)[^`<>|]|< [^`<>|]+?(?= >)){1,200}(?:> [\w./-]+\.\w+|\| (?:jq|gzip|head|sort)\b)/g;

it('a command whose output is kept is run with --silent: npm writes two lines of its own before it', () => {
  expect(files.length).toBeGreaterThan(60);
  const loud = files.flatMap((file) => {
    // a line of a text may end anywhere in a command
    const text = readFileSync(path.join(root, file), 'utf8').replace(/\s+/g, ' ');
    return [...text.matchAll(SENT_ON)].map(([command]) => `${file}: ${command}`);
  });
  expect(loud).toEqual([]);
});
