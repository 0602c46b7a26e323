/**
 * The languages of the product. A language that is added here has to be added to every file of this folder before
 * anything compiles, and to LOCALES.
 */
type Language = 'en';

/** The language of every page and mail. */
export const LANGUAGE: Language = 'en';

const LOCALES: Record<Language, string> = { en: 'en-GB' };

/** How dates and numbers are written. */
export const LOCALE = LOCALES[LANGUAGE];

// kept: making one costs more than a whole table's days
const DAYS = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A day that is kept as such, or counted in UTC: `23 Nov 2026`. */
export const formatDay = (day: Date): string => DAYS.format(day);

/** The texts of a subject in the language of the product. */
export function inLanguage<Texts>(texts: Record<Language, Texts>): Texts {
  return texts[LANGUAGE];
}
