import { UUID_PATTERN } from '#lib/text/uuid';

/** Where the events of a connection come from, in the order in which those of one instant are shown: the later letter first. */
export const SOURCES = ['delivery', 'notice', 'refusal', 'trail', 'use'] as const;
export type Source = (typeof SOURCES)[number];

/** The place of one event: everything older is shown after it. */
export type TimelinePosition = {
  /** Microseconds since 1970: the audit trail has them, and a page must not lose its place within a millisecond. */
  at: string;
  source: Source;
  /** The event's own key within its source. */
  key: string;
};

const AT = /^\d{1,17}$/;
const KEYS: Readonly<Record<Source, RegExp>> = {
  delivery: /^\d{1,18}$/,
  trail: /^\d{1,18}$/,
  notice: new RegExp(`^${UUID_PATTERN}$`),
  refusal: /^1$/,
  use: /^[\w .-]{1,150}$/,
};

/** As it stands in an address. */
export function writePosition({ at, source, key }: TimelinePosition): string {
  return [at, source, key].join('~');
}

/** Whatever is not one place of a timeline counts as none: the newest events are shown. */
export function readPosition(text: string | string[] | undefined): TimelinePosition | undefined {
  if (typeof text !== 'string') return undefined;
  const [at = '', name, key = '', ...rest] = text.split('~');
  const source = SOURCES.find((each) => each === name);
  if (source === undefined || rest.length > 0 || !AT.test(at) || !KEYS[source].test(key)) return undefined;
  return { at, source, key };
}
