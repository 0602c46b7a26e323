import { Time } from './time';

/** Words with instants among them; each instant becomes a `<time>`. */
export function Sentence({ parts, timeZone }: { parts: readonly (string | Date)[]; timeZone: string }) {
  return parts.map((part) =>
    typeof part === 'string' ? part : <Time key={part.getTime()} at={part} timeZone={timeZone} />,
  );
}
