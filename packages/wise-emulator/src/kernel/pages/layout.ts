import { html, Markup, type Part } from './html';
import { STYLE } from './style';

export type PageFacts = {
  title: string;
  wide?: boolean;
  body: Part;
  /** What one page needs besides. */
  head?: Part;
};

/** The frame of every page: it says that this is not Wise, in the title and above everything else. */
export function page({ title, wide = false, body, head }: PageFacts): string {
  const doctype = new Markup('<!doctype html>');
  return html`${doctype}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Emulator – not Wise</title>
${STYLE}${head}
</head>
<body>
<header class="band">Emulator – not Wise</header>
<main class="${wide ? 'wide' : 'narrow'}">
<h1>${title}</h1>
${body}
</main>
<footer class="quiet"><a href="/">All pages of the emulator</a></footer>
</body>
</html>
`.text;
}
