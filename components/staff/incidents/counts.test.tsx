import type { ComponentProps } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Counts } from './counts';

const counted = { connections: 1, grants: 1, apiKeys: 0, staffSessions: 2, customerSessions: 3 };

it.each<[Partial<ComponentProps<typeof Counts>['counts']>, string]>([
  // an incident keeps the counts of the day on which it was placed
  [{}, 'Tokens and calls since then'],
  [{ usesIn: 'sandbox' }, 'Tokens and calls in sandbox since then'],
  [{ usesUnder: 'ring_key' }, 'Tokens and calls since then, of records under this key'],
])('what an incident covers says what its uses are of: %o', (of, term) => {
  const counts = { ...counted, uses: 21, bound: 10_000, ...of };
  const page = renderToStaticMarkup(<Counts counts={counts} />);
  expect(page).toContain(`>${term}<`);
  expect(page.includes('>API keys<')).toBe(of.usesUnder !== 'ring_key');
});

it('says of a key with too many records to look at that they were not counted: "0 or more" read as none', () => {
  const counts = { ...counted, connections: 0, grants: 12, uses: 0, bound: 10_000, isAtLeast: true };
  const page = renderToStaticMarkup(<Counts counts={{ ...counts, usesUnder: 'ring_key' }} />);
  expect(page).toContain('Too many records to count');
  expect(page).toContain('12 or more');
  expect(page).not.toContain('0 or more');
});
