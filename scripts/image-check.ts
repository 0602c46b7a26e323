// npm run image:check, and a stage of `npm test` where CI is set: runs the steps of the Dockerfile without a builder: COPY and RUN of
// each stage in a clean folder, as an account without rights, with this machine's Node; then migrates a new PostgreSQL from the last
// stage, and starts vault and web from it, read-only, with the documented settings alone. What it cannot show: the base image, other
// platforms. Packages come from npm's cache where they are in it, else from the registry.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createUnmigratedDatabase, startTestCluster } from '../test/database/cluster.mjs';
import { refuseOptions } from './arguments.mjs';
import { chooseAccount, makeReadOnly, removeTree } from './image/account';
import { readDockerfile, readIgnored } from './image/dockerfile.mjs';
import { furnishHome } from './image/npm-home';
import { askCommands, isRunnable, migrateFrom, runProduct } from './image/run-product';
import { asEnvironment, placeIn, runSteps, type Site } from './image/run-steps';
import { root } from './paths.mjs';

refuseOptions('npm run image:check', 'it runs the steps of the Dockerfile');

// the account that runs the steps has to come into the folders that are made for it
process.umask(0o022);
const folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-image-'));
chmodSync(folder, 0o755);
const running = new Set<ChildProcess>();
const starting = startTestCluster();
// whoever waits for it below hears of it
starting.catch(() => undefined);
let leaving: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void leaveNothing().finally(() => process.exit(1)));
try {
  await check();
} finally {
  await leaveNothing();
}

async function check(): Promise<void> {
  const site = prepareSite();
  const [cluster] = await Promise.all([starting, runAllSteps(site)]);
  const stage = site.stages.at(-1);
  if (!isRunnable(stage)) throw new Error('the last stage has no command');
  makeReadOnly(placeIn(site, stage, '.'), site.account);
  const database = await createUnmigratedDatabase(cluster);
  await migrateFrom(site, stage, database);
  await runProduct(site, stage, database);
  await askCommands(site, stage);
  site.tell('the steps of the Dockerfile hold');
}

async function runAllSteps(site: Site): Promise<void> {
  for (const stage of site.stages) await runSteps(site, stage);
}

function prepareSite(): Site {
  const home = path.join(folder, 'home');
  mkdirSync(home);
  // npm puts the clone's own node_modules/.bin before everything
  const found = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((each) => !each.includes('node_modules'));
  const programs = [path.dirname(process.execPath), ...found].join(path.delimiter);
  const { account, notShown } = chooseAccount(home, asEnvironment({ PATH: programs, HOME: home }));
  if (notShown !== undefined) tell(`not shown: ${notShown}`);
  return {
    folder,
    stages: readDockerfile(readFileSync(path.join(root, 'Dockerfile'), 'utf8')),
    isIgnored: readIgnored(readFileSync(path.join(root, '.dockerignore'), 'utf8')),
    account,
    path: programs,
    env: { HOME: home, ...furnishHome(home, account) },
    tell,
    onStart: (child) => {
      running.add(child);
      child.once('close', () => running.delete(child));
    },
  };
}

function tell(text: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);
}

/** No process and no file, however it ends. */
function leaveNothing(): Promise<void> {
  leaving ??= (async () => {
    const gone = [...running].map((child) => once(child, 'close'));
    for (const child of running) killGroup(child);
    await Promise.all(gone);
    await starting.then(
      ({ close }) => close(),
      () => undefined,
    );
    removeTree(folder);
  })();
  return leaving;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended, and its output has not been read to the end yet
  }
}
