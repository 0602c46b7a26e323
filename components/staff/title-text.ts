const MAX_LENGTH = 60;

/**
 * A name somebody else chose, for a page's title: a browser's tab has no `<bdi>`, so direction overrides and other
 * invisible characters are left out, and its length is bounded.
 */
export function titleText(name: string): string {
  const visible = Array.from(name.replace(/[\p{Cc}\p{Cf}]/gu, ''));
  return visible.length <= MAX_LENGTH ? visible.join('') : `${visible.slice(0, MAX_LENGTH).join('')}…`;
}
