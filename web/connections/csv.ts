import { stringify } from 'csv-stringify/sync';

/** What a spreadsheet reads as UTF-8. */
const BYTE_ORDER_MARK = '\u{feff}';

/** What a spreadsheet takes for the beginning of a formula, and the wide forms of it; as the class of a pattern. */
const SIGNS = String.raw`[=+\-@\uff1d\uff0b\uff0d\uff20]`;

/**
 * Rows as CSV (RFC 4180), with its names first where it begins. A cell that a spreadsheet would take for a formula (= + - @,
 * tab, carriage return, and the wide forms of them) gets an apostrophe before it (ASVS 1.2.10): customers choose their own names.
 * So does a part of one that would begin a cell where lists are parted by semicolons, as in most of Europe.
 */
export function csv(rows: readonly (readonly string[])[], names?: readonly string[]): string {
  const all = names === undefined ? rows : [names, ...rows];
  const text = stringify(
    all.map((row) => row.map(neutral)),
    { escape_formulas: true, record_delimiter: '\r\n', quoted_match: /[\r\n\t]/ },
  );
  return names === undefined ? text : BYTE_ORDER_MARK + text;
}

/** What may begin a formula, in the middle of a cell after what may part two of them. */
const LATER_FORMULA = new RegExp(String.raw`([;\t\r\n]["\s]*)(?=${SIGNS})`, 'gu');

const AFTER_BLANKS = new RegExp(String.raw`^\s+${SIGNS}`, 'u');

/** Some programs cut blanks off before they look at the first sign. */
function neutral(cell: string): string {
  const text = cell.replace(LATER_FORMULA, "$1'");
  return AFTER_BLANKS.test(cell) && !/^[\t\r]/.test(cell) ? `'${text}` : text;
}
