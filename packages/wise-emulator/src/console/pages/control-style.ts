import { Markup } from '#emulator/kernel/pages/html';

const CSS = `
.now { display: grid; gap: .5rem 2rem; grid-template-columns: 1fr auto; align-items: start; }
.now > .quiet { grid-column: 1 / -1; margin: 0; }
.force { margin-bottom: .6rem; }
.force strong { display: block; font-size: 1.2rem; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin-bottom: .5rem; }
.chip { border: 1px solid var(--line); border-radius: 1rem; padding: .15rem .7rem; font-size: .85rem; overflow-wrap: anywhere; }
.chip.warn { background: var(--band); color: var(--band-ink); border-color: transparent; }
.problem { border-color: var(--bad); border-width: 2px; }
.jump { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: 0 0 1.25rem; }
.jump a { padding: .35rem 0; display: inline-block; }
.jump a::first-letter { text-transform: uppercase; }
main.wide { max-width: 84rem; }
.halves { display: grid; gap: 0 1.25rem; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; }
h3 { font-size: 1rem; margin: 0; }
details.card { padding: .5rem 1.25rem; margin-bottom: .6rem; }
details.card[open] { padding-bottom: 1.25rem; }
details.card > summary { display: flex; justify-content: space-between; align-items: center; }
details.card > summary::before { content: '▸'; color: var(--quiet); margin-right: .6rem; }
details.card[open] > summary::before { content: '▾'; }
details.card > summary h3 { flex: 1; }
section > h2 { margin-top: .25rem; }
.above { margin-bottom: 1rem; }
ul.ruled > li + li { margin-top: .7rem; padding-top: .7rem; border-top: 1px solid var(--line); }
.row small strong { color: var(--ink); font-weight: 600; }
.block { display: block; color: var(--quiet); }
small { font-size: .82rem; }
.inline { display: flex; gap: .5rem; align-items: center; margin-top: .35rem; font-size: .85rem; }
.inline select { min-height: 2.2rem; padding: .2rem .4rem; }
button.small { min-height: 2.2rem; padding: .25rem .75rem; font-size: .85rem; }
.person { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; }
.person > .who { flex: 1 1 12rem; }
.person > .acts { gap: .5rem; flex: 0 1 auto; flex-wrap: nowrap; min-width: 0; }
.person select { width: auto; min-width: 0; max-width: 100%; min-height: 2.2rem; padding: .2rem .4rem; font-size: .85rem; }
.person button { flex: none; }
.person > .grant { flex: 1 1 100%; margin: 0; }
.grant { border-left: 3px solid var(--good); padding-left: .6rem; }
.grant small { display: block; color: var(--quiet); }
.fields { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); align-items: end; }
details > summary { cursor: pointer; padding: .5rem 0; font-weight: 600; min-height: 2.5rem; }
details.plant { margin-top: 1rem; border-top: 1px solid var(--line); }
section.card > details:not(.plant) { border-top: 1px solid var(--line); }
ol.log li { padding: 0; }
ol.log summary { display: flex; gap: .6rem; align-items: baseline; font-weight: 400; padding: .35rem 0; min-height: 0; }
ol.log summary::marker, ol.log summary::-webkit-details-marker { display: none; content: ''; }
ol.log time { color: var(--quiet); font-variant-numeric: tabular-nums; flex: none; }
.what { min-width: 0; overflow-wrap: anywhere; }
.dot { flex: none; width: .6rem; height: .6rem; border-radius: 50%; background: var(--line); }
.dot.good { background: var(--good); }
.dot.bad { background: var(--bad); border-radius: 1px; }
.dot.act { background: var(--accent); border-radius: 1px; transform: rotate(45deg); }
@media (max-width: 60rem) { .halves { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 40rem) { .now { grid-template-columns: 1fr; } }
`;

export const CONTROL_STYLE = new Markup(`<style>${CSS}</style>`);
