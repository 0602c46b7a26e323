import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { emulatorForTests } from '#testing/emulator-for-tests';
import type { Setting } from './setting';
import { DEFAULT_SETTINGS, SETTING_GROUPS } from './settings';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** As it stands in the README. */
function rowOf(subject: string, name: string, { schema, default: first, choices, description }: Setting) {
  const options = schema instanceof z.ZodEnum ? schema.options : [];
  const meanings: Record<string, string> = choices ?? {};
  const values = options.map((each) =>
    meanings[each] === undefined || meanings[each] === each
      ? `\`${each}\``
      : `\`${each}\` (${meanings[each]})`,
  );
  const says = values.length === 0 ? description : `${description}: ${values.join(', ')}`;
  return `| ${subject} | \`${name}\` | \`${JSON.stringify(first)}\` | ${says} |`;
}

describe('a setting', () => {
  const rows = SETTING_GROUPS.flatMap(({ title, settings }) =>
    Object.entries(settings).map(([name, descriptor]) => rowOf(title, name, descriptor)),
  );

  it('has its row in the README, made of its descriptor', () => {
    const start = README.indexOf('| subject | setting | default | what it says |');
    const table = README.slice(start).split('\n\n', 1)[0]?.split('\n').slice(2);
    expect(table).toEqual(rows);
  });

  it('belongs to one subject', () => {
    const shown = SETTING_GROUPS.flatMap(({ settings }) => Object.keys(settings));
    expect(shown.toSorted()).toEqual(Object.keys(DEFAULT_SETTINGS).toSorted());
  });

  it('that is unknown to its own schema by default would not start', () => {
    for (const { settings } of SETTING_GROUPS)
      for (const [name, { schema, default: first }] of Object.entries(settings))
        expect(schema.safeParse(first).success, name).toBe(true);
  });
});

describe('the control page and the control API', () => {
  const wise = emulatorForTests();

  it('show every setting: its description and its value', async () => {
    const page = await (await fetch(`${wise.get().url}/__emulator`)).text();
    for (const { settings } of SETTING_GROUPS)
      for (const [name, { description }] of Object.entries(settings)) {
        expect(page).toContain(`name="${name}"`);
        expect(page).toContain(description);
      }
    const current = await (await fetch(`${wise.get().url}/__emulator/settings`)).json();
    expect(Object.keys(current as object).toSorted()).toEqual(Object.keys(DEFAULT_SETTINGS).toSorted());
  });
});
