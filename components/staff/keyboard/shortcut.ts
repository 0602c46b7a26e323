/** A key as the browser tells of it, and where it was pressed. */
export type Pressed = {
  key: string;
  at: number;
  hasCommand: boolean;
  hasOther: boolean;
  /** In a field, or while a dialog is open: letters are text there. */
  isTaken: boolean;
};

/** What a key asks for. */
export type Shortcut =
  | { act: 'palette' | 'help' | 'search' | 'next' | 'previous' }
  | { act: 'page'; key: string }
  | { act: 'wait'; until: number };

/** How long `g` waits for its letter. */
const WAIT_MS = 1_500;

const SINGLE: Readonly<Record<string, 'help' | 'search' | 'next' | 'previous'>> = {
  '?': 'help',
  '/': 'search',
  j: 'next',
  k: 'previous',
};

/**
 * What a key asks for, or nothing. A single key can be turned off, because speech input and a cat press them too
 * (WCAG 2.1.4); the palette needs a modifier and always works.
 */
export function shortcutOf(
  pressed: Pressed,
  { waitsUntil, usesSingle }: { waitsUntil: number | undefined; usesSingle: boolean },
): Shortcut | undefined {
  const { key, at, hasCommand, hasOther, isTaken } = pressed;
  if (hasCommand) return !hasOther && key.toLowerCase() === 'k' ? { act: 'palette' } : undefined;
  if (hasOther || isTaken || !usesSingle) return undefined;
  if (waitsUntil !== undefined && at <= waitsUntil) return { act: 'page', key };
  if (key === 'g') return { act: 'wait', until: at + WAIT_MS };
  const act = Object.hasOwn(SINGLE, key) ? SINGLE[key] : undefined;
  return act === undefined ? undefined : { act };
}
