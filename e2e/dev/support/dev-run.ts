import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runningCluster, stopCluster } from '#scripts/db/cluster';
import { root } from '#scripts/paths';
import { freePort } from '#scripts/ports';
import { groupMembers, startedAt } from '#scripts/process-table';
import { until } from '../../harness/until';

/** In the repository, so that the next run finds and ends what a killed one has left; not the developer's own. */
const DATA_DIR = path.join(root, '.data/end-to-end');

type Noted = { name: string; pid: number; mark: string | undefined };

/** What `npm run dev` runs; `everything` is a power cut. */
export type Victim = 'emulator' | 'vault' | 'web' | 'web’s worker' | 'database' | 'supervisor' | 'everything';

/** `npm run dev` as a person starts it in a shell, on ports and a data folder of its own. */
export class DevRun {
  readonly #env: Readonly<Record<string, string>>;
  readonly appUrl: string;
  readonly emulatorUrl: string;
  readonly partnerUrl: string;
  readonly mailboxUrl: string;
  #child: ChildProcess | undefined;
  #example: ChildProcess | undefined;
  #output = '';

  private constructor(ports: readonly number[]) {
    const [web, partner, internal, webhooks, emulator, mtls, mailbox, smtp, example] = ports;
    const { PATH = '', HOME = '' } = process.env;
    this.appUrl = `http://localhost:${web}`;
    this.emulatorUrl = `http://127.0.0.1:${emulator}`;
    this.partnerUrl = `http://127.0.0.1:${partner}`;
    this.mailboxUrl = `http://127.0.0.1:${mailbox}`;
    this.#env = {
      PATH,
      HOME,
      CONNECT_DATA_DIR: DATA_DIR,
      PORT: String(web),
      PARTNER_API_PORT: String(partner),
      VAULT_INTERNAL_URL: `http://127.0.0.1:${internal}`,
      WEBHOOK_PORT: String(webhooks),
      EMULATOR_PORT: String(emulator),
      EMULATOR_MTLS_PORT: String(mtls),
      MAILBOX_PORT: String(mailbox),
      MAILBOX_SMTP_PORT: String(smtp),
      EXAMPLE_PORT: String(example),
    };
  }

  /** Starts it with nothing in the data folder, as on a clean clone. */
  static async start(): Promise<DevRun> {
    await endEverything();
    rmSync(DATA_DIR, { recursive: true, force: true });
    const ports = await Promise.all(Array.from({ length: 9 }, () => freePort()));
    const run = new DevRun(ports);
    await run.up();
    return run;
  }

  /** What it has printed since it was started last. */
  get output(): string {
    return this.#output;
  }

  /** `npm run dev`; resolves when it says that it runs. */
  async up(): Promise<void> {
    this.#output = '';
    const child = this.#spawn('dev');
    this.#child = child;
    await until(
      'npm run dev says that it runs',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
        return this.#output.includes('Connect Wise is running');
      },
      { withinMs: 120_000 },
    ).catch((error: unknown) => {
      throw new Error(`npm run dev did not start:\n${this.#output.slice(-4_000)}`, { cause: error });
    });
  }

  /** `npm run example`, which joins it. @returns the app's address */
  async example(): Promise<string> {
    this.#example = this.#spawn('example');
    const said = /The example app: (\S+)/;
    await until('npm run example says where it is', () => said.test(this.#output), { withinMs: 60_000 });
    return said.exec(this.#output)?.[1] ?? '';
  }

  /** Another command of package.json, in the same environment; returns what it printed. */
  async npm(script: string, ...words: string[]): Promise<string> {
    const before = this.#output.length;
    const child = this.#spawn(script, ...words);
    const [code] = await once(child, 'close');
    const printed = this.#output.slice(before);
    if (code !== 0) throw new Error(`npm run ${script} ended with code ${code}:\n${printed}`);
    return printed;
  }

  /** kill -9; resolves when the processes are gone. */
  async kill(victim: Victim): Promise<void> {
    const pids = pidsOf(victim);
    if (pids.length === 0) throw new Error(`there is no ${victim} to kill`);
    const marks = pids.map((pid) => startedAt(pid));
    for (const pid of pids) killHard(pid);
    await until(`${victim} is gone`, () => pids.every((pid, at) => startedAt(pid) !== marks[at]));
  }

  /** Ctrl-C; resolves when the command has ended. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) throw new Error('it does not run');
    const closed = once(child, 'close');
    process.kill(-child.pid, 'SIGINT');
    await closed;
  }

  /** Who of it still runs. */
  get left(): number[] {
    return pidsOf('everything');
  }

  /** Ends whatever a failed test has left. */
  async close(): Promise<void> {
    if (this.#example?.pid !== undefined && this.#example.exitCode === null)
      process.kill(-this.#example.pid, 'SIGTERM');
    await endEverything();
    rmSync(DATA_DIR, { recursive: true, force: true });
  }

  #spawn(script: string, ...words: string[]): ChildProcess {
    // a group of its own: the Ctrl-C of whoever runs the tests is not for it
    const child = spawn('npm', ['run', '--silent', script, ...words], {
      cwd: root,
      env: { ...this.#env, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        this.#output += text;
      });
    }
    return child;
  }
}

/** The supervisor's own notes (scripts/supervise/notes.mjs). */
function noted(): { supervisor?: Noted; children: readonly Noted[] } {
  try {
    return JSON.parse(readFileSync(path.join(DATA_DIR, 'run.json'), 'utf8'));
  } catch {
    return { children: [] };
  }
}

function pidsOf(victim: Victim): number[] {
  const { supervisor, children } = noted();
  const running = [...(supervisor ? [supervisor] : []), ...children].filter(
    ({ pid, mark }) => startedAt(pid) !== undefined && startedAt(pid) === mark,
  );
  const leader = (name: string) =>
    running.filter((each) => each.name === name && each !== supervisor).map(({ pid }) => pid);
  const database = runningCluster(DATA_DIR)?.pid;
  switch (victim) {
    case 'supervisor':
      return running.filter((each) => each === supervisor).map(({ pid }) => pid);
    case 'database':
      return database === undefined ? [] : [database];
    case 'web’s worker':
      // `next dev` starts the server that listens as a process of its own
      return leader('web').flatMap((pid) => groupMembers(pid).filter((member) => member !== pid));
    case 'everything':
      return [
        ...pidsOf('supervisor'),
        ...children.flatMap(({ name }) => leader(name)).flatMap((pid) => groupMembers(pid)),
        ...pidsOf('database'),
      ];
    default:
      return leader(victim);
  }
}

async function endEverything(): Promise<void> {
  for (const pid of pidsOf('everything').filter((each) => each !== runningCluster(DATA_DIR)?.pid))
    killHard(pid);
  if (runningCluster(DATA_DIR)) await stopCluster(DATA_DIR);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
