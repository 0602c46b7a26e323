import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { webScreens } from '../harness/routes';
import { findingsOn } from './support/axe';
import { crawl } from './support/crawl';
import { cutTables } from './support/cut-tables';
import { SCREENS } from './support/every-screen';
import { expect, test } from './support/fixtures';
import { openFolded } from './support/screen-acts';

/** Staff have a provider here; staff-sign-in.spec.ts looks at the page of their emailed links. */
const ELSEWHERE = '/staff/sign-in/link';

/** Outside the process: a test that fails ends it, and with it all that the tests before have seen. */
const seenFile = ({ project }: TestInfo) => join(project.outputDir, 'screens-seen.txt');

for (const [whose, screensOf] of Object.entries(SCREENS)) {
  test(`promise 9: axe finds nothing on any screen of ${whose} and on nothing that opens there, light and dark`, async ({
    open,
    monitor,
    stack,
    authProviders,
  }, info) => {
    test.setTimeout(600_000);
    const findings: string[] = [];
    const paths = await crawl(
      { open, monitor },
      await screensOf(stack, authProviders),
      async (page, { name }) => {
        // what folds away is looked at too: opened, it lies over nothing
        await openFolded(page);
        const over = page.getByRole('dialog').or(page.getByRole('tooltip'));
        const isOver = (await over.count()) > 0;
        const here = [...(await cutTables(page)), ...(await findingsOn(page))];
        findings.push(...here.map((finding) => `${name}, ${finding}`));
        if (isOver) await expect(over, `${name} stays open while it is looked at`).toBeVisible();
      },
    );
    await appendFile(seenFile(info), paths.map((path) => `${path}\n`).join(''));
    expect(findings).toEqual([]);
  });
}

test('axe finds what is wrong: a picture without words, pale text, a target too small to hit', async ({
  open,
}) => {
  const page = await open();
  await page.goto('/sign-in/signed-out');
  await page.getByRole('main').evaluate((main) => {
    const [picture, pale] = [document.createElement('img'), document.createElement('p')];
    pale.textContent = 'Hardly to be read';
    pale.style.color = '#777777';
    pale.style.background = '#888888';
    const targets = ['one', 'two'].map((name) => {
      const target = document.createElement('button');
      target.setAttribute('aria-label', name);
      Object.assign(target.style, { width: '8px', height: '8px', display: 'block', padding: '0' });
      return target;
    });
    main.append(picture, pale, ...targets);
  });
  const rules = (await findingsOn(page)).map((finding) => finding.split(':')[0]);
  for (const rule of ['image-alt', 'color-contrast', 'target-size'])
    expect(rules).toContain(`light, ${rule}`);
  expect(rules).toContain('dark, color-contrast');
});

test('a table that is wider than its place is found', async ({ open }) => {
  const page = await open();
  await page.goto('/sign-in/signed-out');
  await page.getByRole('main').evaluate((main) => {
    const [region, table] = [document.createElement('section'), document.createElement('table')];
    region.setAttribute('aria-label', 'Wide');
    region.className = 'overflow-x-auto';
    table.style.width = '3000px';
    table.insertRow().insertCell().textContent = 'far from its end';
    region.append(table);
    main.append(region);
  });
  expect(await cutTables(page)).toEqual([expect.stringMatching(/^Wide: 3000 of \d+ px$/)]);
});

test('every page that Next built was looked at', async ({ browserName: _ }, info) => {
  const seen = [ELSEWHERE, ...(await readFile(seenFile(info), 'utf8')).split('\n')];
  const isSeen = (pattern: string) => {
    const address = new RegExp(`^${pattern.replaceAll(/\[[^\]]+\]/g, '[^/]+')}$`);
    return seen.some((path) => address.test(path));
  };
  expect(webScreens().filter((pattern) => !isSeen(pattern))).toEqual([]);
});
