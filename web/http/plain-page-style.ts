/**
 * The look of a page made without React. The same tokens, frame and font as app/globals.css and its components, whose own
 * file names only Next knows; the accent comes from /brand/theme.css.
 */
export const PLAIN_PAGE_STYLE = `
  @font-face {
    font-family: Inter; font-weight: 100 900; font-display: swap;
    src: url("/brand/inter-latin.woff2") format("woff2");
    unicode-range: U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329,
      U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD
  }
  :root { color-scheme: light dark; --ink: #14191f; --muted: #55606c; --surface: #fff; --line: #dde2e7; --accent-ink: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #edf0f3; --muted: #a2adb8; --surface: #101418; --line: #2b333b; --accent-ink: #101418 }
  }
  * { box-sizing: border-box }
  html { scrollbar-gutter: stable; -webkit-text-size-adjust: 100% }
  body {
    margin: 0; min-height: 100dvh; background: var(--surface); color: var(--ink);
    font: 1rem/1.5 Inter, ui-sans-serif, system-ui, sans-serif; font-feature-settings: "cv05" 1;
    overflow-wrap: break-word; -webkit-font-smoothing: antialiased
  }
  .page { max-width: 48rem; margin: 0 auto; padding: 0 1rem }
  @media (min-width: 40rem) { .page { padding: 0 1.5rem } }
  header { border-bottom: 1px solid var(--line) }
  header a { display: inline-flex; align-items: center; gap: .75rem; min-height: 2.75rem; margin: .75rem 0; font-weight: 600; text-decoration: none; overflow-wrap: anywhere }
  header img { height: 2rem; width: auto; max-width: 10rem }
  @media (prefers-color-scheme: dark) { header img { border-radius: 4px; background: #fff; padding: .25rem } }
  header span { padding-left: .75rem; border-left: 1px solid var(--line); color: var(--muted); font-size: .875rem; font-weight: 400 }
  main { padding-block: 2rem !important }
  main:focus-visible { outline: none }
  h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 2.25rem; font-weight: 600; letter-spacing: -.015em; text-wrap: balance }
  h1, p, a { overflow-wrap: anywhere }
  main p { max-width: 65ch; margin: 0 0 .75rem; color: var(--muted); text-wrap: pretty }
  main code { color: var(--ink); font: 600 1.5rem/2.5rem ui-monospace, monospace }
  ul { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; list-style: none; margin: 2rem 0 0; padding: 0 }
  a { color: inherit; text-underline-offset: .25em }
  ul a { display: inline-flex; align-items: center; min-height: 2.75rem; font-size: .875rem; font-weight: 500 }
  li:first-child a { justify-content: center; padding: .5rem 1.25rem; border-radius: 6px; background: var(--accent, #2447b5); color: var(--accent-ink); text-decoration: none }
  form ~ ul li:first-child a { width: auto; justify-content: start; padding-inline: 0; background: none; color: inherit; text-decoration: underline }
  main button { min-height: 2.75rem; margin-top: 2rem; padding: .5rem 1.25rem; border: 0; border-radius: 6px; background: var(--accent, #2447b5); color: var(--accent-ink); font: inherit; font-size: .875rem; font-weight: 500; cursor: pointer }
  @media (width < 40rem) { main button, li:first-child, li:first-child a { width: 100% } }
  @media (min-width: 40rem) { main { padding-block: 3rem !important } ul a { min-height: 2.5rem } }
  footer p { margin: 0; padding: 1.5rem 0 3rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; line-height: 1.25rem }
  footer a { font-weight: 500; text-decoration-color: var(--accent, currentColor) }
  .skip { position: absolute; left: -100vw; top: .5rem; padding: .75rem 1rem; border-radius: 6px; background: var(--ink); color: var(--surface); font-weight: 500 }
  .skip:focus { left: .5rem }
  :focus-visible { outline: 2px solid var(--accent, currentColor); outline-offset: 2px }`;
