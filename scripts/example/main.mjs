import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { developmentSettings, exampleUrl } from '../dev/settings.mjs';
import { messageOf } from '../error.mjs';
import { defaultDataDir, root } from '../paths.mjs';

const SCOPES = ['connections:read', 'wise:call', 'events:read', 'events:write', 'sessions:write'];
/** `npm run dev` on a cold machine: packages, a database, the first compilation. */
const START_MS = 180_000;

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Starts the example app, and what it needs unless that runs; ends with it. */
export async function example() {
  /** @type {ChildProcess[]} */
  const children = [];
  try {
    await run(children);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
    for (const child of children) child.kill('SIGTERM');
  }
}

/** @param {ChildProcess[]} children */
async function run(children) {
  const dataDir = defaultDataDir();
  const { settings } = developmentSettings(dataDir, process.env);
  const api = `http://127.0.0.1:${settings.PARTNER_API_PORT}`;
  let ending = false;
  const endAll = () => {
    ending = true;
    for (const child of children) child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, endAll);
  if (!(await isAlive(api))) {
    console.log('starting npm run dev …');
    children.push(start(['scripts/dev.mjs'], process.env, endAll));
    await until(`${api}/healthz`, () => ending);
  }
  const key = await keyFor(api, path.join(dataDir, 'example-app-key'));
  const { register } = await import('tsx/esm/api');
  register();
  const { buildButton } = await import('../sdk/build.ts');
  await buildButton();
  const url = exampleUrl(process.env);
  const env = {
    ...process.env,
    PORT: new URL(url).port,
    CONNECT_WISE_URL: api,
    CONNECT_WISE_API_KEY: key,
    CONNECT_WISE_PAGES: settings.APP_URL,
  };
  if (ending) return;
  children.push(start(['--import', 'tsx', 'examples/partner-app/main.ts'], env, endAll));
  await until(`${url}/sign-in`, () => ending);
  // the first visit of a customer would wait for the compiler
  await fetch(`${settings.APP_URL}/sign-in`).catch(() => undefined);
  if (!ending) console.log(`\n  The example app: ${url}   (Ctrl-C ends it)\n`);
}

/**
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {() => void} onEnd
 */
function start(words, env, onEnd) {
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('exit', (code) => {
    if (code) process.exitCode = code;
    onEnd();
  });
  return child;
}

/** @param {string} api */
const isAlive = (api) =>
  fetch(`${api}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * @param {string} url
 * @param {() => boolean} isOver
 */
async function until(url, isOver) {
  const end = Date.now() + START_MS;
  while (!isOver()) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    if (Date.now() > end) throw new Error(`${url} does not answer`);
    await sleep(200);
  }
}

/**
 * A key that works is used again.
 * @param {string} api
 * @param {string} file
 */
async function keyFor(api, file) {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept !== '' && (await isGood(api, kept))) return kept;
  const scopes = SCOPES.flatMap((scope) => ['--scope', scope]);
  const words = ['scripts/command.mjs', 'api-key', 'create', '--name', 'Example app', ...scopes];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root });
  const key = /^cwk_\S+/m.exec(stdout)?.[0];
  if (key === undefined) throw new Error('no API key was made');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return key;
}

/**
 * @param {string} api
 * @param {string} key
 */
async function isGood(api, key) {
  const answer = await fetch(`${api}/v1/connections?limit=1`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return answer.ok;
}
