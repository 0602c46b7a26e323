import { expect, it, vi } from 'vitest';
import { matches, narrowed } from './commands.ts';

it.each([
  ['Go to Connections', 'conn', true],
  ['Go to Connections', 'connections GO', true],
  ['Öffne Verbindung', 'offne', true],
  ['Go to Connections', 'customers', false],
  ['Go to Connections', '  ', true],
])('%s, typed %s: %s', (label, typed, expected) => {
  expect(matches(label, typed.trim())).toBe(expected);
});

it('offers what matches, then a search for the words themselves, which go into the address as they are', () => {
  const go = vi.fn();
  const groups = [
    { label: 'Go to', items: [{ id: 'a', label: 'Go to Activity', run: vi.fn() }] },
    { label: 'More', items: [{ id: 'b', label: 'Keyboard shortcuts', run: vi.fn() }] },
  ];
  expect(narrowed(groups, '  ', go)).toEqual(groups);
  const shown = narrowed(groups, 'activity', go);
  expect(shown.map(({ label }) => label)).toEqual(['Go to', 'Search']);
  narrowed(groups, 'a&b=c', go)[0]?.items[0]?.run();
  expect(go).toHaveBeenCalledWith('/staff/connections?q=a%26b%3Dc');
});
