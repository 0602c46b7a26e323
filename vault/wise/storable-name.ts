const MAX_CHARACTERS = 200;
const FALLBACK = 'Unnamed profile';

/**
 * A name from Wise as PostgreSQL and a page can carry it: no NUL, lone surrogates, control characters
 * or direction overrides (U+202A–E, U+2066–9: `<bdi>` isolates them, plain text does not), NFC, at most
 * 200 characters. Never fails: a bad name must not fail a completion (design 4.6).
 */
export function storableName(name: unknown): string {
  if (typeof name !== 'string') return FALLBACK;
  const clean = name
    .replace(/[\p{Zl}\p{Zp}\t\n\r\v\f]/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
  const capped = Array.from(clean).slice(0, MAX_CHARACTERS).join('').trim();
  return capped === '' ? FALLBACK : capped;
}
