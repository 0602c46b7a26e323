/** The room of a drawing, in its own units; the page stretches it. */
export const CHART = { width: 600, height: 120 } as const;

export type Bar = { x: number; y: number; width: number; height: number };

/** So that one of something does not fill the chart. */
const LEAST_TOP = 5;

/** A round number that is not less than any of them: the top of the chart's scale. */
export function topOf(values: readonly number[]): number {
  const most = Math.max(LEAST_TOP, ...values);
  const step = 10 ** Math.floor(Math.log10(most));
  const rounded = [1, 2, 5, 10].map((factor) => factor * step).find((top) => top >= most);
  return rounded ?? most;
}

/** One bar for each value, side by side over the whole width. A value above 0 can be seen, however small. */
export function barsOf(values: readonly number[], top: number): Bar[] {
  const room = CHART.width / Math.max(1, values.length);
  const gap = Math.min(2, room / 4);
  return values.map((value, at) => {
    const height = value === 0 ? 0 : Math.max(1.5, (value / top) * CHART.height);
    return {
      x: round(at * room + gap / 2),
      y: round(CHART.height - height),
      width: round(room - gap),
      height: round(height),
    };
  });
}

/** A line through the values, from edge to edge, and the same closed along the bottom. */
export function lineOf(values: readonly number[], top: number): { line: string; area: string } {
  const step = CHART.width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, at) => `${round(at * step)} ${round(CHART.height - (value / top) * CHART.height)}`,
  );
  const line = `M${points.join('L')}`;
  const last = round(Math.max(0, values.length - 1) * step);
  return { line, area: `${line}L${last} ${CHART.height}L0 ${CHART.height}Z` };
}

const round = (value: number): number => Math.round(value * 100) / 100;
