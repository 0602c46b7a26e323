import { expect, it } from 'vitest';
import { barsOf, CHART, lineOf, topOf } from './chart-shape';

it.each([
  [[], 5],
  [[0, 0], 5],
  [[1], 5],
  [[3], 5],
  [[7], 10],
  [[10], 10],
  [[11], 20],
  [[950_123], 1_000_000],
])('the scale of %j ends at %i', (values, top) => {
  expect(topOf(values)).toBe(top);
});

it('draws no bar for nothing, a visible one for little, and the highest as high as there is room', () => {
  const bars = barsOf([0, 1, 1_000_000], 1_000_000);
  expect(bars.map(({ height }) => height)).toEqual([0, 1.5, CHART.height]);
  expect(bars.every(({ x, width }) => x >= 0 && x + width <= CHART.width)).toBe(true);
});

it('draws a line from the first day at the left edge to the last at the right one', () => {
  expect(lineOf([0, 5, 10], 10)).toEqual({
    line: 'M0 120L300 60L600 0',
    area: 'M0 120L300 60L600 0L600 120L0 120Z',
  });
  expect(lineOf([4], 10).line).toBe('M0 72');
});
