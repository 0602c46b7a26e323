import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PageFrame, pageFrame, plainPage } from './plain-page';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BANK = { PARTNER_NAME: 'Example <Bank>', PARTNER_LOGO_FILE: undefined, PARTNER_SUPPORT_URL: undefined };

const html = (frame: PageFrame) =>
  plainPage({ ...frame, status: 503, title: 'T', paragraphs: ['P'], links: [], nonce: 'n' }).text();

describe('the frame of a page made without React', () => {
  it('names the partner, leads home, and says who is behind the page', async () => {
    const page = await html(pageFrame(BANK));
    expect(page).toContain('<a href="/dashboard">Example &lt;Bank&gt;</a>');
    expect(page).toContain('Provided by Example &lt;Bank&gt;. Not operated by Wise.');
    expect(page).not.toContain('Get help');
    expect(page).toContain('<a class="skip" href="#main">');
  });

  it('shows what is copied by hand as code, before what is said of it', async () => {
    const frame = pageFrame(BANK, 'staff');
    const page = {
      ...frame,
      status: 200,
      title: 'T',
      code: '<7KQF>',
      paragraphs: ['P'],
      links: [],
      nonce: 'n',
    };
    expect(await plainPage(page).text()).toContain('<h1>T</h1>\n<p><code>&lt;7KQF&gt;</code></p>\n<p>P</p>');
  });

  it('shows the logo and the help that are configured', async () => {
    const page = await html(
      pageFrame({
        ...BANK,
        PARTNER_LOGO_FILE: 'logo.svg',
        PARTNER_SUPPORT_URL: 'https://help.example/?a=1&b=2',
      }),
    );
    expect(page).toContain('<img src="/brand/logo" alt="Example &lt;Bank&gt;">');
    expect(page).toContain('<a href="https://help.example/?a=1&amp;b=2" rel="noreferrer">Get help</a>');
  });

  it('of the staff says so, leads to their list, and sends nobody to the customers’ help', async () => {
    const page = await html(pageFrame({ ...BANK, PARTNER_SUPPORT_URL: 'https://help.example/' }, 'staff'));
    expect(page).toContain('<a href="/staff">Example &lt;Bank&gt;<span>Staff</span></a>');
    expect(page).toContain('Ask your administrator.');
    expect(page).not.toContain('help.example');
  });

  it('is worn by every such page: whoever makes one takes it from the configuration', () => {
    const files = ['app', 'web']
      .flatMap((folder) =>
        readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          path.join(folder, file),
        ),
      )
      .filter(
        (file) =>
          /(?<!\.test)\.tsx?$/.test(file) && !/(?:plain-page|(?:redirect|post)-interstitial)\.ts$/.test(file),
      );
    const makers = files.filter((file) =>
      /\b(?:plainPage|redirectInterstitial|postInterstitial)\(/.test(
        readFileSync(path.join(ROOT, file), 'utf8'),
      ),
    );
    expect(makers.length).toBeGreaterThan(5);
    expect(
      makers.filter((file) => !readFileSync(path.join(ROOT, file), 'utf8').includes('...pageFrame(')),
    ).toEqual([]);
  });

  it('has the font of the other pages, a copy of the package’s file, with its licence', () => {
    const read = (file: string) => readFileSync(path.join(ROOT, file));
    const inter = 'node_modules/@fontsource-variable/inter';
    expect(read('public/brand/inter-latin.woff2')).toEqual(
      read(`${inter}/files/inter-latin-wght-normal.woff2`),
    );
    expect(read('public/brand/inter-LICENSE.txt')).toEqual(read(`${inter}/LICENSE`));
  });
});
