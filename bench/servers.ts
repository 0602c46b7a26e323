import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { root } from '#scripts/paths';

/** A process of Node's that says `ready http://…` on its output once it listens. */
export type Server = { url: string; pid: number; stop(): Promise<void> };

const PATIENCE_MS = 60_000;

export async function startServer(file: string, args: readonly string[]): Promise<Server> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [file, ...args], {
    cwd: path.dirname(file),
    env: { PATH, HOME, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await exited;
  };
  const timer = setTimeout(() => child.kill(), PATIENCE_MS);
  try {
    return { url: await readyAt(child), pid: child.pid ?? 0, stop };
  } finally {
    clearTimeout(timer);
  }
}

async function readyAt(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  for await (const text of createInterface({ input: child.stdout })) {
    const url = /^ready (http:\S+)$/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`${child.spawnargs[1]} did not start`);
}

const SOURCE = path.join(root, 'bench/peers');

/**
 * Installs what the vault is measured beside, at the versions of bench/peers/package-lock.json, into .data: once for each
 * state of that folder.
 *
 * @returns the folder, in which the peers are started
 */
export async function installPeers(): Promise<string> {
  const state = createHash('sha256');
  for (const name of ['package-lock.json', 'schema.prisma'])
    state.update(readFileSync(path.join(SOURCE, name)));
  const folder = path.join(root, `.data/bench-peers-${state.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`;
    try {
      mkdirSync(making, { recursive: true });
      cpSync(SOURCE, making, { recursive: true });
      cpSync(path.join(root, '.npmrc'), path.join(making, '.npmrc'));
      const run = promisify(execFile);
      // Prisma looks for its native schema engine, a download, before it generates without it
      const env = {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'scripts/db/schema-engine.mjs'),
      };
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: making, env });
      await run('npx', ['prisma', 'generate', '--schema', 'schema.prisma'], { cwd: making, env });
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  cpSync(SOURCE, folder, { recursive: true });
  return folder;
}
