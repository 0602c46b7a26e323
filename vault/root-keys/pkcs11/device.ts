import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Pkcs11Settings } from '#vault/env/root-key-settings';
import { RootKeyFailure } from '#vault/keys/root-key-failure';
import { AmbiguousDeviceFailure, deviceFailure } from './device-failure';
import type { DeviceReply, DeviceRequest } from './device-process.mjs';

export type DeviceCall = Omit<DeviceRequest, 'id'>;

/** An idle process is ended, which logs out: between two calls nobody in this machine is logged in at the token. */
const IDLE_MS = 10_000;

type Waiting = {
  resolve(output: Uint8Array): void;
  reject(failure: RootKeyFailure): void;
  timer: NodeJS.Timeout;
};
type Running = { child: ChildProcess; waiting: Map<number, Waiting>; hasAnswered: boolean };

/** A token that was taken away shows an open session no keys: only a new session says what is wrong. */
class StaleSession extends RootKeyFailure {
  constructor() {
    super('unavailable', ENDED);
  }
}

/**
 * The PKCS#11 library in a process of its own: started by the first call, ended when idle, when a call is late and when the
 * device is away, so that the next call begins anew.
 */
export class Pkcs11Device {
  readonly #settings: Pkcs11Settings;
  readonly #deadlineMs: number;
  #running: Running | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  /** A login is never tried twice: some devices destroy their keys after three wrong PINs. */
  #deniedLogin: RootKeyFailure | undefined;

  constructor(settings: Pkcs11Settings, deadlineMs: number) {
    this.#settings = settings;
    this.#deadlineMs = deadlineMs;
  }

  /** @throws RootKeyFailure */
  async call(call: DeviceCall): Promise<Uint8Array> {
    try {
      return await this.#ask(call);
    } catch (error) {
      if (error instanceof StaleSession) return await this.#ask(call);
      throw error;
    }
  }

  async #ask(call: DeviceCall): Promise<Uint8Array> {
    if (this.#deniedLogin !== undefined) throw this.#deniedLogin;
    const running = this.#running ?? this.#start();
    clearTimeout(this.#idle);
    this.#lastId += 1;
    const id = this.#lastId;
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        const timer = setTimeout(() => {
          this.#end(running, `the PKCS#11 device gave no answer within ${this.#deadlineMs} ms`);
        }, this.#deadlineMs);
        running.waiting.set(id, { resolve, reject, timer });
        running.child.send({ ...call, id } satisfies DeviceRequest, (error) => {
          if (error) this.#end(running, ENDED);
        });
      });
    } finally {
      if (running.waiting.size === 0) this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }

  /** Logs out. The next call starts anew. */
  close(): void {
    clearTimeout(this.#idle);
    const running = this.#running;
    if (running === undefined) return;
    if (running.waiting.size > 0 || !running.child.connected) {
      this.#end(running, ENDED);
      return;
    }
    this.#running = undefined;
    running.child.disconnect();
  }

  #start(): Running {
    const child = fork(processFile(), [], {
      // the maker's library sees none of the vault's settings
      env: { NODE_ENV: 'production', ...this.#settings.environment },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const running: Running = { child, waiting: new Map(), hasAnswered: false };
    child.on('message', (reply: DeviceReply) => this.#settle(running, reply));
    child.on('exit', () => this.#end(running, ENDED));
    child.on('error', () => this.#end(running, ENDED));
    child.unref();
    child.channel?.unref();
    const { module, token, pin } = this.#settings;
    child.send({ module, token, pin: pin.reveal() });
    this.#running = running;
    return running;
  }

  #settle(running: Running, reply: DeviceReply): void {
    const waiting = running.waiting.get(reply.id);
    if (waiting === undefined) return;
    running.waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if ('output' in reply) {
      running.hasAnswered = true;
      waiting.resolve(reply.output);
      return;
    }
    const isStale = reply.step === 'key' && running.hasAnswered;
    const failure = isStale ? new StaleSession() : deviceFailure(reply.step, reply.code);
    if (reply.step === 'login' && failure.fault === 'denied') this.#deniedLogin = failure;
    waiting.reject(failure);
    const isDeviceAway = failure.fault === 'unavailable' && !(failure instanceof AmbiguousDeviceFailure);
    if (isDeviceAway) this.#end(running, ENDED);
  }

  #end(running: Running, why: string): void {
    if (this.#running === running) this.#running = undefined;
    running.child.kill('SIGKILL');
    for (const { reject, timer } of running.waiting.values()) {
      clearTimeout(timer);
      reject(new RootKeyFailure('unavailable', why));
    }
    running.waiting.clear();
  }
}

const ENDED = 'the process of the PKCS#11 library ended';

/** Beside this source, or in dist/vault where this is bundled into dist/vault, dist/commands or dist/chunks. */
function processFile(): string {
  const places = ['./device-process.mjs', '../vault/pkcs11-device.mjs'];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? '';
}
