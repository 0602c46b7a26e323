import { expect, it } from 'vitest';
import { titleText } from './title-text';

it('keeps names from turning the text of a browser tab around, and bounds them', () => {
  expect(titleText('\u202Egnp.tnemyap\u2066 \u200BA\0da')).toBe('gnp.tnemyap Ada');
  expect(titleText('محمد بن عبد الله')).toBe('محمد بن عبد الله');
  const long = titleText('😀'.repeat(200));
  expect(long.isWellFormed()).toBe(true);
  expect(Array.from(long)).toHaveLength(61);
});
