import { keyboardMessages as messages } from '#web/messages/keyboard';

/** A page of the navigation with the letter that follows `g`. */
export type PageEntry = { href: string; label: string; key: string };

export type Command = {
  id: string;
  label: string;
  /** The keys that do the same. */
  keys?: readonly string[];
  run: () => void;
};

export type CommandGroup = { label: string; items: Command[] };

const MOST_OF_PAGE = 30;

const plain = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** True when each word that was typed begins or stands somewhere in the label, in any order and without accents. */
export function matches(label: string, typed: string): boolean {
  const within = plain(label);
  return plain(typed)
    .split(/\s+/)
    .every((word) => within.includes(word));
}

/** The groups with what matches; a search for the typed words themselves is offered last. */
export function narrowed(groups: readonly CommandGroup[], typed: string, go: (href: string) => void) {
  const text = typed.trim();
  if (text === '') return [...groups];
  const kept = groups
    .map(({ label, items }) => ({ label, items: items.filter((item) => matches(item.label, text)) }))
    .filter(({ items }) => items.length > 0);
  return [...kept, { label: messages.groups.search, items: searches(text, go) }];
}

function searches(text: string, go: (href: string) => void): Command[] {
  const query = new URLSearchParams({ q: text.slice(0, 120) });
  return [
    {
      id: 'search-connections',
      label: messages.searchConnections(text),
      run: () => go(`/staff/connections?${query}`),
    },
    {
      id: 'search-customers',
      label: messages.searchCustomers(text),
      run: () => go(`/staff/customers?${query}`),
    },
  ];
}

const FIELDS =
  'input:not([type="hidden"], [type="checkbox"], [type="radio"]), textarea, select, input[type="checkbox"], input[type="radio"]';

/** What unfolds is one where something can be done in it: not a table that is shown on demand, nor a long name. */
const ACTS = `main a.button[href], main button.button:not(:disabled),
  main details:has(button.button, ${FIELDS}) > summary:not(table summary, li summary)`;

/**
 * What can be done on this page: what the palette offers is what the page shows this person, so it needs no rights of
 * its own. A form that wants to be filled in, and what unfolds, is gone to instead of sent.
 */
export function commandsOfPage(page: ParentNode): Command[] {
  const seen = new Set<string>();
  return [...page.querySelectorAll<HTMLElement>(ACTS)]
    .flatMap((element) => {
      const label = labelOf(element);
      if (label === '' || seen.has(label) || !element.checkVisibility()) return [];
      seen.add(label);
      return [{ id: `page-${label}`, label, run: () => press(element) }];
    })
    .slice(0, MOST_OF_PAGE);
}

const labelOf = (element: HTMLElement) =>
  (element.getAttribute('aria-label') ?? element.textContent ?? '').replaceAll(/\s+/g, ' ').trim();

function press(element: HTMLElement): void {
  if (element instanceof HTMLElement && element.tagName === 'SUMMARY') {
    element.closest('details')?.setAttribute('open', '');
    element.focus();
    return;
  }
  const field = element.closest('form')?.querySelector<HTMLElement>(FIELDS);
  if (field === null || field === undefined) element.click();
  else field.focus();
}
