import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '#scripts/paths';
import { until } from './until';

export type ProcessSpec = {
  /** As it is called in messages, for example `vault-1`. */
  name: string;
  /** Script and arguments for this Node. */
  args: readonly string[];
  /** The whole environment: nothing is inherited. */
  env: Readonly<Record<string, string>>;
  /** Base address of what the world talks to. */
  url: string;
  isReady(): Promise<boolean>;
};

/** One process of the product under the test's hand. After a kill, `start` makes a new one in the same place. */
export class ProductProcess {
  readonly name: string;
  readonly url: string;
  readonly #spec: ProcessSpec;
  /** Standard output and error of every process in this place; a file, so that a test can plant a line in it. */
  readonly logFile: string;
  readonly #killed = new Set<number>();
  readonly #pids = new Set<number>();
  #child: ChildProcess | undefined;

  constructor(spec: ProcessSpec) {
    this.name = spec.name;
    this.url = spec.url;
    this.#spec = spec;
    this.logFile = path.join(mkdtempSync(path.join(tmpdir(), 'connect-e2e-log-')), `${spec.name}.log`);
    closeSync(openSync(this.logFile, 'a'));
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    return pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Everything that all processes in this place ever printed. */
  get output(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** Every process that ever ran in this place. */
  get pids(): ReadonlySet<number> {
    return this.#pids;
  }

  /** True for a process that a test ended on purpose. */
  wasKilled(pid: number): boolean {
    return this.#killed.has(pid);
  }

  async start(): Promise<void> {
    const { args, env, isReady } = this.#spec;
    const log = openSync(this.logFile, 'a');
    const child = spawn(process.execPath, [...args], {
      cwd: root,
      env: { NODE_ENV: 'production', ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    this.#pids.add(this.pid);
    await until(
      `${this.name} answers`,
      () => {
        if (!this.isRunning) throw new Error(`${this.name} ended:\n${this.output.slice(-4_000)}`);
        return isReady();
      },
      { withinMs: 120_000 },
    ).catch((error: unknown) => {
      throw new Error(`${this.name} did not start:\n${this.output.slice(-4_000)}`, { cause: error });
    });
  }

  /** Ends the process without a word, as a crash or an out-of-memory killer does. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    this.#killed.add(this.pid);
    const exited = once(child, 'exit');
    child.kill(signal);
    // a stopped process takes no SIGTERM
    if (signal !== 'SIGKILL') child.kill('SIGCONT');
    await exited;
  }

  /** The process stands still, as in a stopped virtual machine: its sockets stay open, its clock runs on. */
  stop(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  continue(): void {
    process.kill(this.pid, 'SIGCONT');
  }
}
