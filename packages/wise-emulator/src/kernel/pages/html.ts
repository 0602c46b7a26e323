/** Markup that is ready to send. Only `html` makes it, so a plain string can never be one. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// NUL and the other controls are errors in HTML, and a lone surrogate cannot be written in UTF-8 at all.
const UNPRINTABLE = /[^\P{Cc}\t\n]|\p{Cs}/gu;

function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, '\uFFFD').replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

function print(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(print).join('');
  return escapeText(String(part));
}

/** Template tag: every inserted value is escaped unless it is Markup itself. Quote attribute values. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    text += print(part) + (strings[index + 1] ?? '');
  });
  return new Markup(text);
}
