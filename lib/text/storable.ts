/**
 * True for text that PostgreSQL stores as it is. It has no NUL (22021, in JSON 22P05). UTF-8 has no lone surrogates: the
 * driver would send U+FFFD for each, so that two different subjects would become one.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/**
 * What a person wrote, made storable: composed (NFC), trimmed, no control characters. For text that people read; an
 * identifier is refused instead (`isStorable`), because a repaired one would be another one.
 *
 * @param options.keepsLines line breaks stay, each as one character; otherwise they are spaces.
 */
export function toStorable(text: string, options: { keepsLines?: boolean } = {}): string {
  const { keepsLines = false } = options;
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(keepsLines ? /[^\P{Cc}\n]/gu : /\p{Cc}+/gu, ' ')
    .trim();
}
