import { afterEach, expect, it, vi } from 'vitest';
import { ensureBrowser, findBrowser, launchOptions } from './chromium.mjs';

afterEach(() => vi.unstubAllEnvs());

it('installs nothing where a browser is there', () => {
  const install = vi.fn();
  expect(ensureBrowser({ find: () => '/opt/chromium', installers: [install] })).toBe('/opt/chromium');
  expect(install).not.toHaveBeenCalled();
});

it('tries one way after the other, until there is one', () => {
  const there: string[] = [];
  const last = vi.fn();
  const installers = [() => undefined, () => there.push('/opt/chromium'), last];
  expect(ensureBrowser({ find: () => there[0], installers })).toBe('/opt/chromium');
  expect(last).not.toHaveBeenCalled();
});

it('an ordinary user on a machine without Chromium is told what to do; no test is passed over', () => {
  const none = { find: () => undefined, installers: [] };
  expect(() => ensureBrowser(none)).toThrow(
    /need Chromium.*apt-get install chromium.*npx playwright install chromium.*PLAYWRIGHT_CHROMIUM_PATH/,
  );
});

it('another browser than the one asked for is never taken', () => {
  vi.stubEnv('PLAYWRIGHT_CHROMIUM_PATH', '/nowhere/chromium');
  expect(findBrowser).toThrow('there is no /nowhere/chromium');
});

it('gives up Chromium’s own sandbox for root only, who cannot have it', () => {
  vi.stubEnv('PLAYWRIGHT_CHROMIUM_PATH', process.execPath);
  const getuid = vi.spyOn(process, 'getuid');
  getuid.mockReturnValue(1_000);
  expect(launchOptions().args).not.toContain('--no-sandbox');
  getuid.mockReturnValue(0);
  expect(launchOptions().args).toContain('--no-sandbox');
  getuid.mockRestore();
});
