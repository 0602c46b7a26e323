import { Markup } from '#emulator/kernel/pages/html';

const CSS = `
dl.facts { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 0 0 1rem; }
dl.facts dt { color: var(--quiet); }
dl.facts dd { margin: 0; min-width: 0; }
/* Cards differ much in height: columns leave no holes between them. */
.columns { columns: 22rem 2; column-gap: 1rem; }
.columns > .card { break-inside: avoid; }
.notice { border-color: var(--accent); }
.notice p:last-child { margin: 0; }
code.once { font-size: 1.1rem; user-select: all; }
form.wrap { flex-wrap: wrap; }
form.wrap > span { flex-basis: 100%; }
.card > ul + *, .card > form + * { margin-top: 1rem; }
.card > :last-child { margin-bottom: 0; }
label.inline { display: flex; gap: .5rem; align-items: center; color: var(--quiet); font-size: .9rem; white-space: nowrap; }
label.inline select { width: auto; }
textarea {
  font: .8rem/1.4 ui-monospace, monospace; width: 100%; padding: .45rem .6rem; border: 1px solid var(--quiet);
  border-radius: 6px; background: var(--ground); color: var(--ink);
}
`;

export const HUB_STYLE = new Markup(`<style>${CSS}</style>`);
