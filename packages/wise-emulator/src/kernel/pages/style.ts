import { Markup } from './html';

// Slate and amber, on purpose far from Wise's green: nobody may take this for the real thing.
const CSS = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #fff; --ink: #1e293b; --quiet: #52606f; --line: #d5dae1;
  --accent: #92400e; --accent-ink: #fff; --band: #fde9c0; --band-ink: #6b2d04;
  --good: #15803d; --bad: #b91c1c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151c; --card: #1a222d; --ink: #e5e9ef; --quiet: #a5b0bf; --line: #35404f;
    --accent: #f5b544; --accent-ink: #22170a; --band: #3d2a0c; --band-ink: #fbd48a;
    --good: #4ade80; --bad: #f87171;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.band { background: var(--band); color: var(--band-ink); padding: .5rem 1rem; text-align: center; font-weight: 600; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
main.wide { max-width: 68rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem; margin: 0 0 1rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
ul.plain { list-style: none; margin: 0; padding: 0; }
ul.plain > li + li { margin-top: .6rem; }
a { color: var(--accent); }
button {
  font: inherit; font-weight: 600; padding: .6rem 1rem; min-height: 2.75rem; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--accent-ink);
}
button.second { background: transparent; color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px;
}
fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .6rem; }
.choice {
  display: flex; gap: .75rem; align-items: flex-start; padding: .75rem; border: 1px solid var(--line);
  border-radius: 8px; margin-bottom: .5rem; cursor: pointer;
}
.choice:has(:checked) { border-color: var(--accent); }
.choice input { margin-top: .35rem; }
.choice span { min-width: 0; }
bdi, code, pre { overflow-wrap: anywhere; }
.choice small, .row small { display: block; color: var(--quiet); }
.acts { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.row { display: flex; gap: .75rem; justify-content: space-between; align-items: center; }
.row > span { flex: 1; min-width: 0; }
.row > button { flex: none; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
p.problem { color: var(--bad); font-weight: 600; }
label.field { display: block; margin-bottom: .75rem; }
label.check { display: flex; gap: .6rem; align-items: baseline; margin-bottom: .75rem; }
input { accent-color: var(--accent); }
input:not([type]), input[type=number], input[type=text], select {
  font: inherit; width: 100%; padding: .45rem .6rem; min-height: 2.5rem; border: 1px solid var(--quiet);
  border-radius: 6px; background: var(--ground); color: var(--ink);
}
pre { margin: 0; white-space: pre-wrap; font-size: .8rem; }
ol.log { list-style: none; margin: 0; padding: 0; font-size: .85rem; }
ol.log li { padding: .4rem 0; border-top: 1px solid var(--line); }
footer { text-align: center; padding: 0 1rem 2rem; }
`;

export const STYLE = new Markup(`<style>${CSS}</style>`);
