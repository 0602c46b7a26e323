import { html, type Part } from '#emulator/kernel/pages/html';

/** Seconds between two loads of the page; undefined: it stays as it is. */
export type Every = number | undefined;

/** A form that does one thing. `every` rides along, so that a page that loads itself goes on doing so. */
export function form(act: string, every: Every, body: Part, look = 'row') {
  return html`<form method="post" action="/__emulator/forms/${act}" class="${look}">
${every !== undefined && html`<input type="hidden" name="every" value="${every}">`}${body}</form>`;
}

export function hidden(name: string, value: string) {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

/** The beginning of a secret that is none; the whole of it on hovering, and in the raw event. */
export function short(secret: string | null) {
  if (secret === null) return html`<span class="quiet">none</span>`;
  return secret.length <= 12
    ? html`<code>${secret}</code>`
    : html`<code title="${secret}">${secret.slice(0, 8)}…</code>`;
}

export function chip(text: Part, tone: 'plain' | 'warn' = 'plain') {
  return html`<span class="chip ${tone}">${text}</span>`;
}

const UNITS = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** `11 h 59 min`: the two largest parts of a time that is left. */
export function duration(ms: number): string {
  let left = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [name, seconds] of UNITS) {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    if (count > 0 || (name === 's' && parts.length === 0)) {
      parts.push(`${count} ${count > 1 && seconds >= 86_400 ? `${name}s` : name}`);
    }
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** `08:43:59` */
export function clockTime(at: string): string {
  return at.slice(11, 19);
}
