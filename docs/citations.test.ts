import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// A citation that leads nowhere is worse than none: whoever reads it believes that a reason stands somewhere.
const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDERS = [
  'app',
  'cli',
  'components',
  'docs',
  'e2e',
  'lib',
  'packages',
  'prisma',
  'scripts',
  'test',
  'vault',
  'web',
];
const FILES = ['README.md', 'CONTRIBUTING.md', 'proxy.ts', 'instrumentation.ts', 'instrumentation-node.ts'];
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const texts = [
  ...FILES,
  ...FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|mjs|md|sql|prisma)$/.test(name) && !/(^|\/)generated\//.test(name))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
  ),
].map((file) => ({ file, text: read(file) }));

/** The numbers that follow a word, also of a list such as "4.3, 4.4 and 4.7", each with its file. */
function cited(word: string, number: string): { file: string; number: string }[] {
  const list = new RegExp(`(?<!\\w)${word}(${number}(?:(?:, | and |–)${number})*)(?!\\w)`, 'g');
  return texts.flatMap(({ file, text }) =>
    // a comment's line breaks stand between words, too
    [...text.replace(/\n\s*(?:\*|\/\/|#|--)?\s*/g, ' ').matchAll(list)].flatMap(([, numbers = '']) =>
      [...numbers.matchAll(new RegExp(number, 'g'))].map(([each]) => ({ file, number: each })),
    ),
  );
}

const numbersOf = (file: string, form: RegExp): string[] =>
  [...read(file).matchAll(form)].map(([, number = '']) => number);

const DESIGN = 'docs/design.md';
const promises = numbersOf(DESIGN, /^(\d+)\. /gm);
const threats = numbersOf('docs/threat-model.md', /^\| (\d[\d–, ]*) \|/gm).flatMap((cell) => {
  const [from = '', to] = cell.split('–');
  if (to === undefined) return cell.split(', ');
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => String(Number(from) + at));
});

describe('every citation leads somewhere', () => {
  it.each([
    ['design 4.3', cited('[Dd]esign ', '\\d(?:\\.\\d+)?'), numbersOf(DESIGN, /^#{2,3} (\d(?:\.\d+)?)/gm)],
    ['W5', cited('', 'W\\d+'), numbersOf(DESIGN, /^\| (W\d+) \|/gm)],
    ['promise 6', cited('[Pp]romises? ', '\\d+'), promises],
    ['threat 26', cited('[Tt]hreats? ', '\\d+'), threats],
    [
      'decision 006',
      cited('[Dd]ecisions? ', '\\d{3}'),
      readdirSync(path.join(ROOT, 'docs/decisions')).map((name) => name.slice(0, 3)),
    ],
    [
      'docs/wise.md 4.2',
      cited('docs/wise\\.md ', '\\d+(?:\\.\\d)?'),
      numbersOf('docs/wise.md', /(?:^## |\*\*)(\d+(?:\.\d)?)\b/gm),
    ],
  ])('such as %s', (_form, citations, known) => {
    expect(citations.length).toBeGreaterThan(0);
    expect(citations.filter(({ number }) => !known.includes(number))).toEqual([]);
  });

  it('so does every link of a document to a file of the repository', () => {
    const links = texts
      .filter(({ file }) => file.endsWith('.md'))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)\s]*)?\)|(?:src|srcset)="([^":]+)"/g)].map(
          ([, link, picture]) => path.posix.join(path.posix.dirname(file), link ?? picture ?? ''),
        ),
      );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
  });

  it('and every promise has a test that names it', () => {
    const named = cited('[Pp]romises? ', '\\d+').filter(({ file }) => /\.(test|spec)\.tsx?$/.test(file));
    expect(promises.filter((promise) => !named.some(({ number }) => number === promise))).toEqual([]);
    expect(promises.length).toBeGreaterThan(10);
  });
});

describe('the threat model', () => {
  it('names no test file that is not there', () => {
    let folder = '';
    const missing = [...read('docs/threat-model.md').matchAll(/`([\w/.-]+\.(?:test|spec)\.ts)`/g)].filter(
      ([, name = '']) => {
        // a name without a folder is in that of the one before it
        if (name.includes('/')) folder = path.posix.dirname(name);
        return !existsSync(path.join(ROOT, name.includes('/') ? name : path.posix.join(folder, name)));
      },
    );
    expect(missing.map(([, name]) => name)).toEqual([]);
  });
});
