/** The style of the page. Nothing in it scrolls sideways: long names and examples wrap. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2420; --quiet: #55625b; --line: #d5dcd8; --shade: #f2f5f3; --accent: #1d5c33;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #141a17; --ink: #e4eae6; --quiet: #a3b0a9; --line: #36413b; --shade: #1e2622; --accent: #9fe870; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere;
}
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--paper); }
nav, main { padding: 1rem clamp(1rem, 4vw, 2.5rem); }
nav { border-bottom: 1px solid var(--line); font-size: 0.875rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 0.25rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
.group { margin: 1rem 0 0.25rem; font-weight: 600; }
main { max-width: 60rem; }
h1, h2, h3, h4 { line-height: 1.25; }
h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
h3 { margin-top: 2.5rem; font-size: 1.125rem; font-family: ui-monospace, Menlo, Consolas, monospace; }
h4 { margin: 1.5rem 0 0.5rem; }
.method { color: var(--accent); font-weight: 700; font-size: 0.8125em; }
.quiet { color: var(--quiet); }
code, pre { font: 0.875rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
pre {
  margin: 0.75rem 0; padding: 0.75rem 1rem; background: var(--shade); border: 1px solid var(--line); border-radius: 6px;
  white-space: pre-wrap;
}
dl { margin: 0.5rem 0; }
dl > div { padding: 0.5rem 0; border-top: 1px solid var(--line); }
dd { margin: 0.125rem 0 0; }
summary { padding: 0.5rem 0; cursor: pointer; color: var(--accent); }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 22rem 1fr; }
  nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; border: 0; border-right: 1px solid var(--line); }
}
@media print {
  nav { display: none; }
}
`;
