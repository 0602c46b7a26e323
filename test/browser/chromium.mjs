// Which Chromium the browser tests run in, the same for `npm test`, playwright.config.ts and the screenshots.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { root } from '../../scripts/paths.mjs';
import { aptInstall } from '../apt-install.mjs';

const SYSTEM = [
  // without windows of its own it does the same with about half of the processor
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * An explicit path (`PLAYWRIGHT_CHROMIUM_PATH`), then Playwright's own download, then the system's.
 * @returns {string | undefined} the program; undefined when there is none
 * @throws when the explicit path does not exist: another browser than the one asked for is never meant
 */
export function findBrowser() {
  const explicit = process.env.PLAYWRIGHT_CHROMIUM_PATH;
  if (explicit && !existsSync(explicit)) throw new Error(`PLAYWRIGHT_CHROMIUM_PATH: there is no ${explicit}`);
  return explicit || [chromium.executablePath(), ...SYSTEM].find((program) => existsSync(program));
}

/**
 * Playwright's launch options for that browser.
 * @returns {{ executablePath?: string; args: string[] }}
 */
export function launchOptions() {
  const executablePath = findBrowser();
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    // without these a distribution's Chromium keeps calling its maker
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Chromium's sandbox does not run as root
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  return { ...(executablePath ? { executablePath } : {}), args };
}

/** @param {string} name of a Debian package */
const installByApt = (name) => () => {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) aptInstall(name);
};

/** The ways to get one, best first; each says nothing when it fails. */
const INSTALLERS = [
  installByApt('chromium-headless-shell'),
  installByApt('chromium'),
  () => {
    const playwright = path.join(root, 'node_modules/@playwright/test/cli.js');
    spawnSync(process.execPath, [playwright, 'install', 'chromium'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  },
];

/**
 * Finds a browser or installs one.
 * @param {{ find?: () => string | undefined; installers?: readonly (() => void)[] }} [ways]
 * @returns {string} the program
 * @throws when there is none and none can be installed: tests that need a browser are never passed over
 */
export function ensureBrowser({ find = findBrowser, installers = INSTALLERS } = {}) {
  for (const install of [() => undefined, ...installers]) {
    install();
    const found = find();
    if (found) return found;
  }
  throw new Error(
    'the browser tests need Chromium and none could be installed: install it (apt-get install chromium, or ' +
      'npx playwright install chromium) or name one with PLAYWRIGHT_CHROMIUM_PATH',
  );
}
