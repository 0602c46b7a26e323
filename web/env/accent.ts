/** The two backgrounds the accent is read on, as in app/globals.css. */
const LIGHT_SURFACE = '#ffffff';
const DARK_SURFACE = '#101418';

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two `#rrggbb` colours (WCAG 2.2 §1.4.3). */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The same hue, lightened step by step until it reads on the dark surface. */
export function accentOnDark(accent: string): string {
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = mix(accent, '#ffffff', share);
    if (contrast(mixed, DARK_SURFACE) >= 4.5) return mixed;
  }
  return '#ffffff';
}

function mix(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const a = Number.parseInt(from.slice(at, at + 2), 16);
    const b = Number.parseInt(to.slice(at, at + 2), 16);
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

/** Why this accent cannot be used, or undefined: text in it must read at 4.5 : 1 in both themes. */
export function accentProblem(accent: string): string | undefined {
  if (contrast(accent, LIGHT_SURFACE) < 4.5) return 'is too light: its contrast on white is under 4.5 to 1';
  if (contrast(accentOnDark(accent), DARK_SURFACE) < 4.5) return 'has no readable form on the dark theme';
  return undefined;
}
