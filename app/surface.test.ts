import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
const sourceOf = (file: string) => readFileSync(path.join(import.meta.dirname, file), 'utf8');
const routes = files.filter((file) => file.endsWith('route.ts'));
const screens = files.filter((file) => file.endsWith('.tsx'));
const exports = (file: string) =>
  [...sourceOf(file).matchAll(/^export (?:async )?(?:function|const) ([A-Z]+)\b/gm)].map(
    ([, name]) => name ?? '',
  );
const MESSAGES = readdirSync(path.join(ROOT, 'web/messages'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(ROOT, 'web/messages', file), 'utf8'))
  .join('');
const forms = routes.filter((file) => exports(file).includes('POST'));

test('every address that takes a form also answers a GET, so that no restored tab is a blank 405', () => {
  expect(forms.length).toBeGreaterThan(10);
  expect(forms.filter((file) => !exports(file).includes('GET'))).toEqual([]);
});

test('every page that reads the database says when it is away: an error inside a page is blank without JavaScript', () => {
  const reads = (file: string) =>
    /#web\/db\/web-db|signInRequest|current(?:Customer|Staff)/.test(sourceOf(file));
  const says = (file: string) => /withUnavailablePage/.test(sourceOf(file));
  // the staff's frame only shows who is signed in, and lets the page speak
  const readers = screens.filter((file) => reads(file) && !file.endsWith('(screens)/layout.tsx'));
  expect(readers.length).toBeGreaterThan(4);
  expect(readers.filter((file) => !says(file))).toEqual([]);
});

test('every button that sends a form says so while it is under way', () => {
  const components = readdirSync(path.join(ROOT, 'components'), { recursive: true, encoding: 'utf8' });
  const sources = [
    ...screens.map((file) => [file, sourceOf(file)] as const),
    ...components
      .filter((file) => file.endsWith('.tsx') && file !== path.join('ui', 'button.tsx'))
      .map((file) => [file, readFileSync(path.join(ROOT, 'components', file), 'utf8')] as const),
  ];
  const buttons = sources.flatMap(([file, source]) =>
    [...source.matchAll(/<Button\b[^>]*>/g)].map(([tag]) => `${file}: ${tag}`),
  );
  // its form goes to another window, and its own page says so beside it
  const opensWindow = path.join('customer', 'approve-form.tsx');
  const senders = buttons.filter(
    (tag) => !/type="button"|\bdisabled\b/.test(tag) && !tag.startsWith(`${opensWindow}:`),
  );
  expect(senders.length).toBeGreaterThan(8);
  const isUnderWay = (name: string) => {
    const texts = [...MESSAGES.matchAll(new RegExp(`\\b${name}: '([^']*)'`, 'g'))];
    return texts.length > 0 && texts.every(([, text]) => text?.endsWith('…'));
  };
  const busyText = (tag: string) => /\bbusy=\{[\w.]+\.(\w+)\}/.exec(tag)?.[1] ?? '';
  expect(senders.filter((tag) => !isUnderWay(busyText(tag)))).toEqual([]);
});

test('nothing changes by any other method than POST', () => {
  for (const file of routes) {
    expect(exports(file).filter((name) => !['GET', 'HEAD', 'POST'].includes(name))).toEqual([]);
  }
});

test('Next’s picture service is off: nobody can make this server resize', async () => {
  const config: unknown = await import(pathToFileURL(path.join(ROOT, 'next.config.mjs')).href);
  expect(config).toMatchObject({ default: { images: { unoptimized: true } } });
});
