import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** One page with every picture, to be opened in a browser. */
export function writeOverview(folder: string, files: readonly string[]): string {
  const pictures = files.map(
    (file) => `<figure><img src="${file}" alt="" loading="lazy"><figcaption>${file}</figcaption></figure>`,
  );
  const page = path.join(folder, 'index.html');
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><title>Every screen</title>
<style>body{font:14px sans-serif;display:grid;grid-template-columns:repeat(auto-fill,minmax(400px,1fr));gap:16px;background:#888}
figure{margin:0}img{width:100%}</style>${pictures.join('\n')}`,
  );
  return page;
}
