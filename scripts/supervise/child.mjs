// One supervised process: started, watched, started again when it dies, stopped on request.
import { spawn } from 'node:child_process';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, messageOf } from '../error.mjs';
import { root } from '../paths.mjs';
import { groupMembers, startedAt } from '../process-table.mjs';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
const HEALTHY_AFTER_MS = 10_000;
/** Longer than any child needs to end its calls to Wise: the vault cuts itself off before (vault/runtime/deadlines.ts). */
export const STOP_WITHIN_MS = 50_000;

/** @returns {string[]} options of Node for a child that ends when this process is gone, whatever ended it */
export function endsWithSupervisor() {
  const file = new URL('end-with-supervisor.mjs', import.meta.url);
  file.searchParams.set('supervisor', String(process.pid));
  return ['--import', file.href];
}

/**
 * @typedef {object} ChildSpec
 * @property {string} name
 * @property {string[]} command program and words
 * @property {Record<string, string>} env all that it sees
 * @property {string} host
 * @property {number} port it listens there when ready; a refused connection later means that it hangs dead
 * @property {boolean} [closesFirst] ends by closing its listeners and then its calls to Wise: for as long as a stop may
 *   take, refused connections say nothing
 */

/**
 * @typedef {object} Hooks
 * @property {((name: string, line: string) => void) | undefined} onLine without it the child writes to this process's output
 * @property {(text: string) => void} say
 * @property {() => void} onStart
 * @property {(problem: string) => void} onFatal it ended by itself before it was ever ready
 * @property {number} stopWithinMs what has not ended this long after it was told to is killed
 */

export class Child {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #exited = Promise.resolve();
  #isWanted = true;
  #wasReady = false;
  #pauseMs = FIRST_PAUSE_MS;
  /** @type {(isReady: boolean) => void} */
  #tellReady = () => undefined;
  /** @type {Promise<boolean>} true once it listens; false when it ended or was stopped before that */
  ready = new Promise((resolve) => {
    this.#tellReady = resolve;
  });

  /** @param {ChildSpec} spec @param {Hooks} hooks */
  constructor(spec, hooks) {
    this.spec = spec;
    this.hooks = hooks;
    this.#start();
  }

  /** @returns {import('./notes.mjs').Noted[]} */
  noted() {
    const pid = this.#process?.pid;
    return pid ? [{ name: this.spec.name, pid, mark: startedAt(pid) }] : [];
  }

  /** Starts it anew with another environment. @param {ChildSpec} spec */
  restart(spec) {
    this.spec = spec;
    killGroup(this.#process?.pid, 'SIGTERM');
  }

  async stop() {
    this.#isWanted = false;
    this.#tellReady(false);
    const pid = this.#process?.pid;
    killGroup(pid, 'SIGTERM');
    const { stopWithinMs, say } = this.hooks;
    const late = setTimeout(() => {
      say(`${this.spec.name} did not end within ${stopWithinMs / 1000} s: it is cut off`);
      this.kill();
    }, stopWithinMs);
    if (pid) await this.#exited;
    clearTimeout(late);
    // what it had started in turn was killed with it, and is gone a moment later
    for (const until = Date.now() + 2000; pid && groupMembers(pid).length > 0 && Date.now() < until; )
      await sleep(20);
  }

  kill() {
    killGroup(this.#process?.pid, 'SIGKILL');
  }

  #start() {
    const { name, command, env } = this.spec;
    const { onLine, onStart, onFatal } = this.hooks;
    const [program = '', ...words] = command;
    // its own process group, so that what it starts in turn ends with it
    const output = onLine ? 'pipe' : 'inherit';
    const began = Date.now();
    /** @type {import('node:child_process').ChildProcess} */
    let child;
    try {
      // nothing is ever written to its standard input: it closes when this process ends (end-with-supervisor.mjs)
      child = spawn(program, words, {
        cwd: root,
        env: /** @type {NodeJS.ProcessEnv} */ (env),
        detached: true,
        stdio: ['pipe', output, output],
      });
    } catch (error) {
      this.#notStarted(error, began);
      return;
    }
    this.#process = child;
    child.stdin?.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => onLine?.(name, line));
    }
    child.once('error', (error) => this.#notStarted(error, began));
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        killGroup(child.pid, 'SIGKILL');
        resolve(undefined);
        this.#afterExit(code, signal, began);
      });
    });
    if (child.pid === undefined) return;
    onStart();
    this.#watch(child).catch((error) => onFatal(`${name}: ${messageOf(error)}`));
  }

  // What has run before is tried again: the machine may be short of memory or processes for a moment.
  /** @param {unknown} error @param {number} began */
  #notStarted(error, began) {
    if (this.#wasReady) this.#startLater(`could not be started (${messageOf(error)})`, began);
    else this.#giveUp(`cannot be started: ${messageOf(error)}`);
  }

  /** @param {string} problem */
  #giveUp(problem) {
    this.#isWanted = false;
    this.hooks.onFatal(`${this.spec.name} ${problem}`);
    this.#tellReady(false);
  }

  /** @param {number | null} code @param {NodeJS.Signals | null} signal @param {number} began */
  #afterExit(code, signal, began) {
    if (!this.#isWanted) return;
    if (!this.#wasReady && signal === null) {
      this.#giveUp(`ended with code ${code} before it was ready`);
      return;
    }
    this.#startLater(`ended (${signal ?? `code ${code}`})`, began);
  }

  /** @param {string} what @param {number} began */
  #startLater(what, began) {
    const wasHealthy = Date.now() - began > HEALTHY_AFTER_MS;
    this.#pauseMs = wasHealthy ? FIRST_PAUSE_MS : Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    this.hooks.say(`${this.spec.name} ${what}; it starts again in ${this.#pauseMs} ms`);
    setTimeout(() => this.#isWanted && this.#start(), this.#pauseMs);
  }

  // A program whose worker was killed may live on without listening: to a user it is as dead as if it had ended.
  /** @param {import('node:child_process').ChildProcess} child */
  async #watch(child) {
    const patienceMs = this.spec.closesFirst ? this.hooks.stopWithinMs : 0;
    let refused = 0;
    let listenedAt;
    while (this.#isWanted && child.exitCode === null && child.signalCode === null) {
      const isListening = await listens(this.spec.host, this.spec.port);
      if (isListening) {
        listenedAt = Date.now();
        this.#wasReady = true;
        this.#tellReady(true);
      }
      refused = isListening ? 0 : refused + 1;
      if (listenedAt && refused >= 3 && Date.now() - listenedAt >= patienceMs) {
        killGroup(child.pid, 'SIGKILL');
        return;
      }
      await sleep(listenedAt ? 1000 : 50);
    }
  }
}

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
  try {
    if (pid) process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // gone already
  }
}

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
function listens(host, port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 2000, autoSelectFamily: true });
    const done = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(true));
    socket.once('error', (error) => done(!/ECONNREFUSED/.test(`${codeOf(error)} ${error.message}`)));
  });
}
