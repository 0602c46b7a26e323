import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '#scripts/paths';
import { installApart } from './install';

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

/** Installs what the vault is measured beside. @returns the folder, in which the peers are started */
export const installPeers = (): Promise<string> =>
  installApart('peers', {
    files: ['schema.prisma'],
    finish: (run) => run('npx', ['prisma', 'generate', '--schema', 'schema.prisma']),
    // Prisma looks for its native schema engine, a download, before it generates without it
    env: { PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'scripts/db/schema-engine.mjs') },
  });
