import { formatTime } from './format-time.ts';
import { LocalTime } from './local-time';

/**
 * An instant, written by the server in the deployment's zone, so that it is right without JavaScript; with it, in
 * the reader's own zone, with the exact value on hover, focus and tap.
 */
export function Time({ at, timeZone }: { at: Date; timeZone: string }) {
  return <LocalTime iso={at.toISOString()} text={formatTime(at, timeZone)} />;
}
