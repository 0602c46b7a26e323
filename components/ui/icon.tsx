import { classes } from './classes.ts';

// 20 × 20, drawn with a 1.5 stroke in the text's colour.
const PATHS = {
  check: 'M4 10.5 8 14.5 16 5.5',
  'check-circle': 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M7 10.2l2.1 2.1L13 8.2',
  alert: 'M10 3.2 17.6 16.4H2.4ZM10 8v3.6M10 13.9v.1',
  'cross-circle': 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M7.8 7.8l4.4 4.4M12.2 7.8l-4.4 4.4',
  info: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M10 9.4v4M10 6.6v.1',
  clock: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M10 6.2V10l2.6 1.6',
  link: 'M8.4 11.6l3.2-3.2M9.2 6.4l1.9-1.9a3.1 3.1 0 0 1 4.4 4.4l-1.9 1.9M10.8 13.6l-1.9 1.9a3.1 3.1 0 0 1-4.4-4.4l1.9-1.9',
  unlink:
    'M9.2 6.4l1.9-1.9a3.1 3.1 0 0 1 4.4 4.4l-1.9 1.9M10.8 13.6l-1.9 1.9a3.1 3.1 0 0 1-4.4-4.4l1.9-1.9M4 4l12 12',
  external: 'M8 4.5H4.5v11h11V12M11.5 4.5h4v4M15.2 4.8 9.5 10.5',
  'chevron-down': 'M5.5 8l4.5 4.5L14.5 8',
  'chevron-right': 'M8 5.5l4.5 4.5L8 14.5',
  'arrow-left': 'M16 10H4.5M9 5.5 4.5 10 9 14.5',
  refresh: 'M15.8 8.2A6.2 6.2 0 1 0 16.2 11M16.4 4.6v3.8h-3.8',
  person: 'M13 7a3 3 0 1 1-6 0 3 3 0 0 1 6 0M4.5 16.5c.6-3 2.7-4.5 5.5-4.5s4.9 1.5 5.5 4.5',
  building: 'M4.5 16.5v-12h7v12M11.5 8h4v8.5M2.8 16.5h14.4M7 7.5h2M7 10.2h2M7 13h2',
  pause: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0M8.5 7.8v4.4M11.5 7.8v4.4',
  search: 'M14 8.8a5.2 5.2 0 1 1-10.4 0 5.2 5.2 0 0 1 10.4 0M12.6 12.6l4 4',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside words: hidden from screen readers, never the only carrier of a meaning. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={classes('shrink-0', className)}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
