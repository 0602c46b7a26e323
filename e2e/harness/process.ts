import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
  readonly #output: string[] = [];
  readonly #killed = new Set<number>();
  #child: ChildProcess | undefined;

  constructor(spec: ProcessSpec) {
    this.name = spec.name;
    this.url = spec.url;
    this.#spec = spec;
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
    return this.#output.join('');
  }

  /** True for a process that a test ended on purpose. */
  wasKilled(pid: number): boolean {
    return this.#killed.has(pid);
  }

  async start(): Promise<void> {
    const { args, env, isReady } = this.#spec;
    const child = spawn(process.execPath, [...args], {
      cwd: root,
      env: { NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => this.#output.push(text));
    }
    this.#child = child;
    await until(
      `${this.name} answers`,
      () => {
        if (!this.isRunning) throw new Error(`${this.name} ended:\n${this.output.slice(-4_000)}`);
        return isReady();
      },
      { withinMs: 60_000 },
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
