import { createElement, Fragment, type ReactNode } from 'react';
import { Time } from './time';

/** Words with links, names or other marked parts among them. */
export function Phrase({ parts }: { parts: readonly ReactNode[] }) {
  // children given one by one need no keys
  return createElement(Fragment, null, ...parts);
}

/** Words with instants among them; each instant becomes a `<time>`. */
export function Sentence({ parts, timeZone }: { parts: readonly (string | Date)[]; timeZone: string }) {
  const shown = parts.map((part) =>
    typeof part === 'string' ? part : <Time key={part.getTime()} at={part} timeZone={timeZone} />,
  );
  return <Phrase parts={shown} />;
}
