import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentArguments, readArguments, USAGE } from './arguments';
import { OPTION_LIST } from './options';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('an option', () => {
  it('has its row in the README, made of its descriptor', () => {
    const start = README.indexOf('| option (`npm run emulator -- …`) | environment | default |');
    const table = README.slice(start).split('\n\n', 1)[0]?.split('\n').slice(2);
    const rows = OPTION_LIST.map(([name, { multiple, environment, description }]) => {
      const option = `\`--${name}\`${multiple ? ' (repeatable)' : ''}`;
      return `| ${option} | ${environment ? `\`${environment}\` ` : ''}| ${description} |`;
    });
    expect(table).toEqual(rows);
  });

  it('stands in the help', () => {
    for (const [name, { description }] of OPTION_LIST) {
      expect(USAGE).toContain(`--${name}`);
      expect(USAGE).toContain(description);
    }
  });

  it('is read from its variable; a variable of another name is not', () => {
    const named = Object.fromEntries(
      OPTION_LIST.flatMap(([name, { environment }]) => (environment ? [[environment, name]] : [])),
    );
    const given = Object.fromEntries(Object.keys(named).map((variable) => [variable, '1']));
    expect(environmentArguments({ ...given, EMULATOR_COLOUR: '1' })).toEqual(
      Object.values(named).map((name) => `--${name}=1`),
    );
    expect(
      readArguments(environmentArguments({ EMULATOR_PORT: '5000', EMULATOR_NAME: 'Mine' })),
    ).toMatchObject({
      port: 5000,
      clients: [{ name: 'Mine' }],
    });
  });
});
