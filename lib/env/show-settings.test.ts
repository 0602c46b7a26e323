import { expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { showSettings } from './show-settings';

it('shows the value of what may be read, and of all else whether it is set', () => {
  const env = { NAME: 'Example Bank', PORT: 3000, OTHER: 'hidden', EMPTY: '', LIST: ['a', 'b'] };
  const names = ['NAME', 'PORT', 'OTHER', 'EMPTY', 'LIST', 'ABSENT'];
  expect(showSettings(env, names, new Set(['NAME', 'PORT', 'EMPTY', 'LIST', 'ABSENT']))).toEqual([
    { name: 'NAME', isSet: true, value: 'Example Bank' },
    { name: 'PORT', isSet: true, value: '3000' },
    { name: 'OTHER', isSet: true, value: null },
    { name: 'EMPTY', isSet: false, value: null },
    { name: 'LIST', isSet: true, value: 'a, b' },
    { name: 'ABSENT', isSet: false, value: null },
  ]);
});

it('has no value of a secret, also where somebody names it as readable', () => {
  const shown = showSettings(
    { KEY: new Secret('needle'), OBJECT: { key: 'needle' } },
    ['KEY', 'OBJECT'],
    new Set(['KEY', 'OBJECT']),
  );
  expect(shown).toEqual([
    { name: 'KEY', isSet: true, value: null },
    { name: 'OBJECT', isSet: true, value: null },
  ]);
});
