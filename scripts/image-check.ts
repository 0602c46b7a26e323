// npm run image:check: runs the steps of the Dockerfile where there is no builder: COPY and RUN of each stage in a clean folder,
// as an unprivileged account, with this machine's Node; then migrates a new PostgreSQL from the last stage, and starts vault and
// web from it, read-only, with the documented settings alone. What it cannot show: the base image, other platforms. Needs the
// registry of npm, and takes some minutes.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createUnmigratedDatabase, startTestCluster } from '../test/database/cluster.mjs';
import { until } from '../test/until';
import { refuseOptions } from './arguments.mjs';
import { COMMANDS } from './commands.mjs';
import { readDockerfile, readIgnored } from './image/dockerfile.mjs';
import { root } from './paths.mjs';
import { freePort } from './ports.mjs';
import { VAULT_SEMI_SPACE_MIB } from './start/heaps.mjs';

refuseOptions('npm run image:check', 'it runs the steps of the Dockerfile');

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-image-'));
const stages = readDockerfile(readFileSync(path.join(root, 'Dockerfile'), 'utf8'));
const isIgnored = readIgnored(readFileSync(path.join(root, '.dockerignore'), 'utf8'));
const machine = {
  PATH: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
  HOME: path.join(folder, 'home'),
  npm_config_cache: path.join(folder, 'home/.npm'),
};
const account = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
/** Nothing is inherited, NODE_ENV neither: the types of Next want one in each environment. */
const asEnvironment = (env: Record<string, string>) => env as unknown as NodeJS.ProcessEnv;
const told = (text: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);

type Stage = (typeof stages)[number];
const placeOf = (stage: Stage, inside: string) =>
  path.join(folder, String(stages.indexOf(stage)), path.resolve(stage.workdir, inside));

/** As a context is: what git does not know of is left out by .dockerignore alone. */
function copyContext(from: string, to: string): void {
  cpSync(path.join(root, from), to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !isIgnored(path.relative(root, file).replaceAll(path.sep, '/')),
  });
}

function own(file: string): void {
  if (!isRoot) return;
  chownSync(file, NOBODY, NOBODY);
  if (lstatSync(file).isDirectory()) for (const name of readdirSync(file)) ownInside(path.join(file, name));
}

function ownInside(file: string): void {
  const entry = lstatSync(file);
  if (entry.isSymbolicLink()) return;
  own(file);
}

function build(stage: Stage): void {
  const work = placeOf(stage, '.');
  mkdirSync(work, { recursive: true });
  own(work);
  for (const step of stage.steps) {
    if (step.kind === 'RUN') {
      told(`RUN ${step.command}`);
      const { status } = spawnSync('sh', ['-c', step.command], {
        cwd: work,
        env: asEnvironment({ ...machine, ...stage.env }),
        stdio: ['ignore', 'ignore', 'inherit'],
        ...account,
      });
      if (status !== 0) throw new Error(`it ended with ${status}: ${step.command}`);
      continue;
    }
    told(`COPY ${step.from === undefined ? '' : `--from=${step.from} `}${step.sources.join(' ')} ${step.to}`);
    const source = stages.find(({ name }) => name !== undefined && name === step.from);
    for (const each of step.sources) {
      const isInto =
        step.to.endsWith('/') && step.to !== './' ? true : step.sources.length > 1 || step.to === './';
      const to = placeOf(stage, isInto && each !== '.' ? path.join(step.to, path.basename(each)) : step.to);
      mkdirSync(path.dirname(to), { recursive: true });
      if (source === undefined) copyContext(each, to);
      else cpSync(placeOf(source, each), to, { recursive: true, verbatimSymlinks: true });
      own(to);
    }
  }
}

/** A process of the last stage: nothing there can be written to. */
function runInside(stage: Stage, words: readonly string[], env: Record<string, string>) {
  const [program = '', ...rest] = words;
  const child = spawn(program === 'node' ? process.execPath : program, rest, {
    cwd: placeOf(stage, '.'),
    env: asEnvironment({ ...machine, ...stage.env, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, code, output: () => printed.join('') };
}

function makeReadOnly(file: string): void {
  const entry = lstatSync(file);
  if (entry.isSymbolicLink()) return;
  // another account's files, without a right to write: also not by a chmod of its own
  if (isRoot) chownSync(file, 0, 0);
  chmodSync(file, entry.isDirectory() || entry.mode & 0o100 ? 0o555 : 0o444);
  if (entry.isDirectory()) for (const name of readdirSync(file)) makeReadOnly(path.join(file, name));
}

async function settings(database: Awaited<ReturnType<typeof createUnmigratedDatabase>>) {
  const secret = () => randomBytes(32).toString('base64');
  const [web, partner, internal, webhook] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const both = {
    APP_URL: 'http://localhost:3000',
    VAULT_INTERNAL_URL: `http://127.0.0.1:${internal}`,
    VAULT_INTERNAL_KEY: secret(),
    WISE_SANDBOX_CLIENT_ID: 'image-check',
  };
  return {
    ports: { web, partner },
    web: {
      ...both,
      PORT: String(web),
      DATABASE_URL: database.webUrl,
      NEXTAUTH_SECRET: secret(),
      SMTP_URL: 'smtp://127.0.0.1:9',
    },
    vault: {
      ...both,
      VAULT_DATABASE_URL: database.vaultUrl,
      VAULT_JOBS_DATABASE_URL: database.jobsUrl,
      VAULT_KEYS: `k1:${secret()}`,
      PARTNER_API_PORT: String(partner),
      WEBHOOK_PORT: String(webhook),
      WISE_SANDBOX_CLIENT_SECRET: 'image-check',
      // nobody is there: what starts must not depend on Wise
      WISE_SANDBOX_API_URL: 'http://127.0.0.1:9',
    },
  };
}

mkdirSync(machine.HOME, { recursive: true });
own(machine.HOME);
chmodSync(folder, 0o755);
const cluster = await startTestCluster();
const running: ReturnType<typeof runInside>[] = [];
try {
  for (const stage of stages) build(stage);
  const last = stages.at(-1);
  if (last?.command === undefined) throw new Error('the last stage has no command');
  makeReadOnly(placeOf(last, '.'));
  const database = await createUnmigratedDatabase(cluster);
  const given = await settings(database);
  told('node scripts/db.mjs migrate');
  const migration = runInside(last, ['node', 'scripts/db.mjs', 'migrate'], {
    MIGRATION_DATABASE_URL: database.ownerUrl,
  });
  if ((await migration.code) !== 0) throw new Error(migration.output());
  told(migration.output().trim().split(',')[0] ?? '');
  running.push(
    runInside(
      last,
      ['node', `--max-semi-space-size=${VAULT_SEMI_SPACE_MIB}`, 'dist/vault/main.mjs'],
      given.vault,
    ),
  );
  running.push(runInside(last, last.command, given.web));
  for (const [name, port] of Object.entries(given.ports)) {
    for (const probe of ['healthz', 'readyz']) {
      await until(
        `${name} answers /${probe}`,
        async () => {
          const ended = running.find(({ child }) => child.exitCode !== null);
          if (ended !== undefined) throw new Error(ended.output());
          return fetch(`http://127.0.0.1:${port}/${probe}`).then(
            ({ ok }) => ok,
            () => false,
          );
        },
        { withinMs: 120_000 },
      );
      told(`${name}: /${probe} 200`);
    }
  }
  for (const name of COMMANDS) {
    const { code, output } = runInside(last, ['node', 'scripts/command.mjs', name, '--help'], {});
    if ((await code) !== 0) throw new Error(`the operators' command ${name}: ${output()}`);
  }
  told(`${COMMANDS.length} operators' commands are there`);
  for (const each of running) each.child.kill('SIGTERM');
  for (const each of running) {
    const code = await each.code;
    if (code !== 0) throw new Error(`it did not stop cleanly (${code}):\n${each.output().slice(-2_000)}`);
  }
  told('both stopped cleanly; the steps of the Dockerfile hold');
  await database.drop();
} finally {
  for (const { child } of running) if (child.exitCode === null) child.kill('SIGKILL');
  await cluster.close();
  rmSync(folder, { recursive: true, force: true });
}
