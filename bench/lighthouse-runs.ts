import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBrowser, launchOptions } from '#test/browser/chromium.mjs';
import { installApart } from './install';

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof CATEGORIES)[number];
export type Device = 'mobile' | 'desktop';

/** Every page of ours asks search engines to leave it out (app/layout.tsx): what this audit calls a fault is meant. */
export const SKIPPED = 'is-crawlable';

/** What is read of Lighthouse's result. */
type Result = {
  finalDisplayedUrl: string;
  runtimeError?: { message: string };
  categories: Record<Category, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Audit>;
};
type Audit = {
  title: string;
  score: number | null;
  displayValue?: string;
  details?: { items?: { node?: { snippet?: string }; description?: unknown; url?: unknown }[] };
};

export type Scores = Record<Category, number>;
/** One look at one page: its scores of 100, and each audit that cost points, with where. */
export type Run = { scores: Scores; faults: { id: string; text: string }[] };

export type Asked = { url: string; device: Device; cookie?: string };

type Lighthouse = {
  default: (url: string, flags: object, config?: object) => Promise<{ lhr: Result } | undefined>;
  desktopConfig: object;
};
type Launcher = {
  launch: (options: object) => Promise<{ port: number; kill: () => void }>;
};

/** A Chromium that finds `host` on this machine, and trusts the one certificate of that key. */
export async function openLighthouse({ host, spki }: { host: string; spki: string }) {
  const folder = await installApart('lighthouse');
  const load = (file: string) => import(pathToFileURL(path.join(folder, 'node_modules', file)).href);
  const lighthouse: Lighthouse = await load('lighthouse/core/index.js');
  const { launch }: Launcher = await load('chrome-launcher/dist/index.js');
  const browser = await launch({
    chromePath: ensureBrowser(),
    logLevel: 'silent',
    chromeFlags: [
      ...launchOptions().args,
      '--headless=new',
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${spki}`,
    ],
  });
  return {
    run: (asked: Asked) => look(lighthouse, browser.port, asked),
    close: () => browser.kill(),
  };
}

async function look(lighthouse: Lighthouse, port: number, asked: Asked): Promise<Run> {
  const { url } = asked;
  const first = await runOnce(lighthouse, port, asked);
  // now and then Chromium gives a trace without its beginning (NO_NAVSTART): Lighthouse says to run it again
  const lhr = first.runtimeError === undefined ? first : await runOnce(lighthouse, port, asked);
  if (lhr.runtimeError !== undefined) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  // somebody who is not signed in is led elsewhere, and the sign-in page is a light one
  if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
  return { scores: scoresOf(lhr), faults: faultsOf(lhr) };
}

async function runOnce(
  { default: run, desktopConfig }: Lighthouse,
  port: number,
  { url, device, cookie }: Asked,
): Promise<Result> {
  const flags = {
    ...{ port, logLevel: 'silent', onlyCategories: CATEGORIES, skipAudits: [SKIPPED] },
    disableFullPageScreenshot: true,
    ...(cookie === undefined ? {} : { extraHeaders: { Cookie: cookie } }),
  };
  const done = await run(url, flags, device === 'desktop' ? desktopConfig : undefined);
  if (done === undefined) throw new Error(`${url}: Lighthouse gave no result`);
  return done.lhr;
}

function scoresOf({ categories }: Result): Scores {
  const of = (category: Category) => Math.round((categories[category].score ?? 0) * 100);
  return {
    performance: of('performance'),
    accessibility: of('accessibility'),
    'best-practices': of('best-practices'),
    seo: of('seo'),
  };
}

/** Below this an audit is no green one. */
const GREEN = 0.9;

function faultsOf({ categories, audits }: Result): Run['faults'] {
  return CATEGORIES.flatMap((category) =>
    categories[category].auditRefs.flatMap(({ id, weight }) => {
      const audit = audits[id];
      if (weight === 0 || audit === undefined || audit.score === null || audit.score >= GREEN) return [];
      return [{ id, text: textOf(audit) }];
    }),
  );
}

function textOf({ title, displayValue = '', details }: Audit): string {
  const items = (details?.items ?? []).slice(0, 3);
  const where = items.map(({ node, description, url }) => node?.snippet ?? description ?? url ?? '');
  return [title, displayValue, ...where.map(String)].filter((part) => part !== '').join(' | ');
}
