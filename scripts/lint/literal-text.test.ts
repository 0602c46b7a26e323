import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../paths.mjs';
import { literalTexts } from './literal-text';

const sources = ['app', 'components', 'web'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !/\/testing\/|^web\/messages\//.test(file)),
);

/** Names, which no language changes: the demo people of `npm run dev`, and the partner where none is set. */
const NAMES: Readonly<Record<string, RegExp>> = {
  'web/auth/dev.ts': /^[A-Z][a-z]+ [A-Z][a-z]+$/,
  'web/env/web-env.ts': /^Example Bank$/,
};

describe('text for people stands in web/messages', () => {
  it('and nowhere else in app, components and web', () => {
    expect(sources.length).toBeGreaterThan(150);
    const found = sources.flatMap((file) =>
      literalTexts(file, readFileSync(path.join(root, file), 'utf8'))
        .filter(({ text }) => NAMES[file]?.test(text) !== true)
        .map(({ line, text }) => `${file}:${line} ${text}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['between tags', '<p>Nothing was connected.</p>'],
    ['as one word', '<Button>Disconnect</Button>'],
    ['after a value', '<p>{total} in all</p>'],
    ['in braces', "<p>{'no access'}</p>"],
    ['in a choice', "<p>{isStaff ? 'staff' : name}</p>"],
    ['in a template', `<p>{\`\${total} connections\`}</p>`],
    ['as an accessible name', '<nav aria-label="Status" />'],
    ['as a property of a view', '<Notice title="frozen" />'],
    ['as alternative text', `<img src="/logo" alt={\`Logo of \${name}\`} />`],
    ['in metadata', "export const metadata = { title: 'Signed out' };"],
    ['in a list of paragraphs', "plainPage({ paragraphs: ['The address is wrong.'] });"],
    ['in a table', "const WORDS = { denied: 'You did not give access' };"],
    ['as an answer', "return new Response('Not found.');"],
  ])('finds it %s', (_where, source) => {
    expect(literalTexts('app/planted.tsx', source)).toHaveLength(1);
  });

  it.each([
    ['class names', '<p className="Some text-sm" />'],
    ['addresses', `<a href={\`/connections/\${id}\`}>{text}</a>`],
    ['messages of the log', "webLog().warn('a callback was refused');"],
    ['headers', "headers.set('Cache-Control', 'no-store');"],
    ['codes', "if (error.code === 'NOT_SIGNED_IN') return seeOther('/sign-in');"],
    ['SQL', 'db.$queryRaw`SELECT id FROM public.alarms`;'],
    ['keys', "if (event.key === 'Escape') close();"],
  ])('lets %s be', (_what, source) => {
    expect(literalTexts('app/planted.tsx', source)).toEqual([]);
  });
});
