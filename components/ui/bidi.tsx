import { controlMessages } from '#web/messages/controls';
import { LANGUAGE } from '#web/messages/language';
import { classes } from './classes.ts';

/** The first `cap` characters as people count them, so that no emoji or accent is cut in two. */
function cut(text: string, cap: number): string {
  const characters = [...new Intl.Segmenter(LANGUAGE, { granularity: 'grapheme' }).segment(text)];
  if (characters.length <= cap) return text;
  return `${characters
    .slice(0, cap)
    .map((part) => part.segment)
    .join('')}…`;
}

/**
 * A name somebody else chose. `<bdi>` keeps its writing direction, overrides included, inside itself. Longer than `cap`, it
 * is shown short and opens on demand. With a cap it may be a `<details>`: not inside a heading or a paragraph.
 */
export function Bidi({ text, cap, className }: { text: string; cap?: number; className?: string }) {
  const short = cap === undefined ? text : cut(text, cap);
  if (short === text) return <bdi className={classes('wrap-anywhere', className)}>{text}</bdi>;
  return (
    <details className={classes('group min-w-0', className)}>
      <summary className="cursor-pointer list-none group-open:hidden">
        <bdi className="wrap-anywhere">{short}</bdi>{' '}
        <span className="whitespace-nowrap font-normal text-muted text-sm underline underline-offset-4">
          {controlMessages.showAll}
        </span>
      </summary>
      <bdi className="wrap-anywhere">{text}</bdi>
    </details>
  );
}
