/** A page made without React, for answers of route handlers: what a form's POST or an error shows. */
export type PlainPage = {
  status: number;
  title: string;
  partnerName: string;
  paragraphs: readonly string[];
  /** The next step; the first one is the main one. */
  links: readonly { href: string; text: string }[];
  /** The request's CSP nonce (header `x-nonce`, set by proxy.ts). */
  nonce: string;
  /** Address for a zero-second refresh. */
  refreshTo?: string;
  referrerPolicy?: 'no-referrer' | 'same-origin';
};

// The same tokens as app/globals.css, whose own file name only Next knows.
const STYLE = `
  :root { color-scheme: light dark; --ink: #14191f; --muted: #55606c; --surface: #fff; --line: #dde2e7; --accent-ink: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #edf0f3; --muted: #a2adb8; --surface: #101418; --line: #2b333b; --accent-ink: #101418 }
  }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--surface); color: var(--ink); font: 1rem/1.5 Inter, ui-sans-serif, system-ui, sans-serif }
  header { border-bottom: 1px solid var(--line) }
  header p { max-width: 48rem; margin: 0 auto; padding: 1.375rem clamp(1rem, 4vw, 1.5rem); font-weight: 600 }
  main { max-width: 31rem; margin: 0 auto; padding: clamp(2rem, 6vw, 3rem) clamp(1rem, 4vw, 1.5rem) }
  h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.3; font-weight: 600; letter-spacing: -.015em }
  h1, p, a { overflow-wrap: anywhere }
  main p { margin: 0 0 .75rem; color: var(--muted) }
  ul { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; list-style: none; margin: 2rem 0 0; padding: 0 }
  a { display: inline-block; padding: .625rem 0; color: inherit; text-underline-offset: .25em; font-weight: 500 }
  li:first-child a { padding: .625rem 1.25rem; border-radius: 6px; background: var(--accent, #2447b5); color: var(--accent-ink); text-decoration: none }
  a:focus-visible { outline: 2px solid var(--accent, currentColor); outline-offset: 2px }`;

/** The page as a response: never stored, no script in it. */
export function plainPage(page: PlainPage): Response {
  return new Response(markup(page), {
    status: page.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': page.referrerPolicy ?? 'same-origin',
    },
  });
}

function markup(page: PlainPage): string {
  const title = escapeHtml(page.title);
  const partner = escapeHtml(page.partnerName);
  const refresh =
    page.refreshTo === undefined
      ? ''
      : `\n<meta http-equiv="refresh" content="0; url=${escapeHtml(page.refreshTo)}">`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="${page.referrerPolicy ?? 'same-origin'}">
<title>${title} · ${partner}</title>${refresh}
<link rel="icon" href="/brand/icon.svg">
<link rel="stylesheet" href="/brand/theme.css">
<style nonce="${escapeHtml(page.nonce)}">${STYLE}
</style>
</head>
<body>
<header><p>${partner}</p></header>
<main>
<h1>${title}</h1>
${page.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
<ul>${page.links.map(({ href, text }) => `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></li>`).join('')}</ul>
</main>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
