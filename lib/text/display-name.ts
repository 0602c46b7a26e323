const MAX_CHARACTERS = 200;

/**
 * A name from outside (Wise, an OpenID provider) in one line, as PostgreSQL stores it and any page or mail shows it; undefined
 * when nothing of it is left. NFC, at most 200 characters, never half of one. Removed: control characters, lone
 * surrogates, noncharacters, and what turns the direction of text around it (U+061C, U+200E–F, U+202A–E, U+2066–9:
 * `<bdi>` isolates them, a mail or a terminal does not). Joiners stay: some scripts and emoji need them.
 */
export function toDisplayName(text: string): string | undefined {
  const clean = text
    .replace(/[\p{Zl}\p{Zp}\t\n\r\v\f]/gu, ' ')
    .replace(
      /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu,
      '',
    )
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
  const capped = Array.from(clean).slice(0, MAX_CHARACTERS).join('').trim();
  return capped === '' ? undefined : capped;
}
