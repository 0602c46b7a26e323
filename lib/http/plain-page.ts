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

const STYLE = `
  :root { color-scheme: light dark; --ink: #16202b; --muted: #55616e; --surface: #fff; --line: #d9dee4 }
  @media (prefers-color-scheme: dark) { :root { --ink: #eef1f4; --muted: #a7b0ba; --surface: #101418; --line: #2c343d } }
  body { margin: 0; background: var(--surface); color: var(--ink); font: 1rem/1.6 "Inter Variable", Inter, system-ui, sans-serif }
  main { max-width: 36rem; margin: 0 auto; padding: clamp(3rem, 12vh, 8rem) 1.5rem }
  .partner { color: var(--muted); margin: 0 0 1rem }
  h1 { font-size: 1.5rem; line-height: 1.3; font-weight: 600; margin: 0 0 1rem; overflow-wrap: anywhere }
  p { margin: 0 0 1rem; overflow-wrap: anywhere }
  ul { list-style: none; margin: 2rem 0 0; padding: 1.5rem 0 0; border-top: 1px solid var(--line) }
  a { display: inline-block; padding: .65rem 0; color: inherit; text-underline-offset: .2em }
  a:focus-visible { outline: 2px solid currentColor; outline-offset: 3px; border-radius: 2px }`;

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
<style nonce="${escapeHtml(page.nonce)}">${STYLE}
</style>
</head>
<body>
<main>
<p class="partner">${partner}</p>
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
