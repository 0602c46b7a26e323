import { type ChildProcess, spawn } from 'node:child_process';

/** `code` is null when npm died of a signal. */
export type Run = { child: ChildProcess; output: () => string; code: Promise<number | null> };

/** What a shell has that sets nothing of ours. */
export const BARE_SHELL = {
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  NODE_ENV: 'production' as const,
};

/** Runs an npm script in an installation's folder as an operator does, with this environment and nothing else. */
export function npm(folder: string, script: string, env: Record<string, string>, words: string[] = []): Run {
  const child = spawn('npm', ['run', '--silent', script, ...(words.length === 0 ? [] : ['--', ...words])], {
    cwd: folder,
    env: { ...BARE_SHELL, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => printed.push(text));
  }
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => printed.join(''), code };
}

/** An npm script from its beginning to its end. */
export async function npmDone(
  ...asked: Parameters<typeof npm>
): Promise<{ code: number | null; output: string }> {
  const run = npm(...asked);
  return { code: await run.code, output: run.output() };
}
