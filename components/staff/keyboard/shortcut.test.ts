import { describe, expect, it } from 'vitest';
import { type Pressed, shortcutOf } from './shortcut.ts';

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  at: 1_000,
  hasCommand: false,
  hasOther: false,
  isTaken: false,
  ...more,
});
const ON = { waitsUntil: undefined, usesSingle: true };

describe('what a key asks for', () => {
  it.each([
    ['?', 'help'],
    ['/', 'search'],
    ['j', 'next'],
    ['k', 'previous'],
  ])('%s: %s', (key, act) => {
    expect(shortcutOf(press(key), ON)).toEqual({ act });
  });

  it('the palette opens from a field and from a dialog too, and with single keys turned off', () => {
    const asked = press('K', { hasCommand: true, isTaken: true });
    expect(shortcutOf(asked, { ...ON, usesSingle: false })).toEqual({ act: 'palette' });
  });

  it('a letter in a field or a dialog is text, and nothing that the browser has a use for is taken', () => {
    for (const key of ['?', '/', 'j', 'k', 'g']) {
      expect(shortcutOf(press(key, { isTaken: true }), ON)).toBeUndefined();
      expect(shortcutOf(press(key, { hasOther: true }), ON)).toBeUndefined();
      expect(shortcutOf(press(key), { ...ON, usesSingle: false })).toBeUndefined();
    }
    expect(shortcutOf(press('p', { hasCommand: true }), ON)).toBeUndefined();
    expect(shortcutOf(press('k', { hasCommand: true, hasOther: true }), ON)).toBeUndefined();
    expect(shortcutOf(press('constructor'), ON)).toBeUndefined();
  });

  it('g waits for the letter of a page, and not for ever', () => {
    expect(shortcutOf(press('g'), ON)).toEqual({ act: 'wait', until: 2_500 });
    const waits = { ...ON, waitsUntil: 2_500 };
    expect(shortcutOf(press('c', { at: 2_400 }), waits)).toEqual({ act: 'page', key: 'c' });
    expect(shortcutOf(press('j', { at: 2_501 }), waits)).toEqual({ act: 'next' });
  });
});
