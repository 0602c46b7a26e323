// `npm run icons`: the bitmap icons in public/, from the same drawing as /brand/icon.svg. They name no partner, so
// they are on a neutral colour.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { iconSvg } from '#app/brand/icon-drawing.ts';
import { launchOptions } from '#test/browser/chromium.mjs';
import { refuseOptions } from './arguments.mjs';
import { root } from './paths.mjs';

refuseOptions('npm run icons', 'it writes to public/');

const COLOUR = '#1f2937';
const FAVICON_PX = 32;

const save = (name: string, bytes: Buffer) => writeFileSync(path.join(root, 'public', name), bytes);

async function draw(browser: Browser, px: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: px, height: px } });
  const svg = iconSvg(COLOUR).replace('<svg ', `<svg width="${px}" height="${px}" style="display:block" `);
  await page.setContent(`<body style="margin:0">${svg}</body>`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** An .ico file that holds one PNG: a 6-byte header and one 16-byte directory entry. */
function ico(png: Buffer, px: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(px, 6);
  head.writeUInt8(px, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

const browser = await chromium.launch(launchOptions());
try {
  save('icon-192.png', await draw(browser, 192));
  save('icon-512.png', await draw(browser, 512));
  save('apple-touch-icon.png', await draw(browser, 180));
  save('favicon.ico', ico(await draw(browser, FAVICON_PX), FAVICON_PX));
} finally {
  await browser.close();
}
