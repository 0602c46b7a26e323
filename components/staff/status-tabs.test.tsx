import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { StatusTabs } from './status-tabs';

const shown = (count: number, isAtLeast: boolean) => {
  const tab = { label: 'Active', count, isAtLeast, href: '/staff/connections', isCurrent: false };
  return />([^<]*)<\/span>/.exec(renderToStaticMarkup(<StatusTabs tabs={[tab]} />))?.[1];
};

describe('the number beside a status', () => {
  it.each([
    [0, false, '0'],
    [9_999, false, '9,999'],
    [10_000, false, '10,000'],
    [10_000, true, '10,000+'],
    [0, true, ''],
  ])('%i, at least: %s, is shown as "%s"', (count, isAtLeast, expected) => {
    expect(shown(count, isAtLeast)).toBe(expected);
  });
});
