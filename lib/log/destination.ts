import fs from 'node:fs';

const KEPT_BYTES = 1024 * 1024;
const BATCH_BYTES = 64 * 1024;
const RETRY_MS = 1_000;
/** A pipe that Node has made non-blocking says EAGAIN while its reader is behind: soon there is room again. */
const READER_BEHIND_MS = 5;
/** At the end of the process nobody waits longer than this for a reader. */
const LAST_READER_MS = 2_000;
const LOOK_EVERY_MS = 500;
const LAST_WRITE_MS = 50;

/**
 * Writes log lines to a file descriptor without ever failing or delaying whoever logs. A full disk or a reader that
 * stands still costs lines, never requests: some lines wait in memory, the rest is counted, and the count is logged
 * once writing works again. pino's own destination throws on a full disk, or can keep a process from ending (decision 021).
 */
export class Destination {
  readonly #fd: number;
  readonly #isFile: boolean;
  readonly #queue: Buffer[] = [];
  #queuedBytes = 0;
  #lost = 0;
  #isRetryDue = false;
  #writes = 0;
  #isWriting = false;
  #isStuck = false;

  constructor(fd: number) {
    this.#fd = fd;
    // A write to a file ends by itself. A pipe waits for its reader, so a thread of libuv waits in our place.
    this.#isFile = isRegularFile(fd);
    if (!this.#isFile) this.#watch();
  }

  /** Never throws and never waits. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#queuedBytes + bytes.length > KEPT_BYTES) this.#lost += 1;
    else this.#enqueue(bytes);
    this.#pump();
  }

  /** Counts a line that could not even be made. */
  lose(): void {
    this.#lost += 1;
  }

  /** Writes what is left before the process ends; waits for a slow reader for a moment, else gives up. */
  flushSync(): void {
    if (this.#isStuck) return;
    if (this.#isWriting) {
      // Its callback may not come any more: a thread is at it, and a reader that reads takes it at once.
      block(LAST_WRITE_MS);
      this.#queue.shift();
      this.#isWriting = false;
      this.#writes += 1;
    }
    const until = performance.now() + LAST_READER_MS;
    while (this.#queue.length > 0) {
      try {
        this.#wrote(fs.writeSync(this.#fd, this.#takeBatch()));
      } catch (error) {
        // nothing more can be done for these lines
        if (!isReaderBehind(error) || performance.now() > until) return;
        block(READER_BEHIND_MS);
      }
    }
  }

  /** True while a reader does not take what was written to it. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** A write that is out from one look to the next: by the clock alone a busy process would look stuck itself. */
  #watch(): void {
    let seen: number | undefined;
    setInterval(() => {
      this.#isStuck = this.#isWriting && this.#writes === seen;
      seen = this.#writes;
    }, LOOK_EVERY_MS).unref();
  }

  #enqueue(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
  }

  #pump(): void {
    if (this.#isWriting || this.#queue.length === 0) return;
    if (this.#isFile) {
      try {
        while (this.#queue.length > 0) this.#wrote(fs.writeSync(this.#fd, this.#takeBatch()));
      } catch {
        this.#retryLater();
      }
      return;
    }
    this.#isWriting = true;
    this.#writes += 1;
    const turn = this.#writes;
    fs.write(this.#fd, this.#takeBatch(), (error, written) => {
      // flushSync has taken this batch as written already
      if (this.#writes !== turn) return;
      this.#isWriting = false;
      if (error) {
        this.#retryLater(isReaderBehind(error) ? READER_BEHIND_MS : RETRY_MS);
        return;
      }
      this.#wrote(written);
      this.#pump();
    });
  }

  /** The head of the queue as one buffer; it stays queued until it is written. */
  #takeBatch(): Buffer {
    let [count, bytes] = [0, 0];
    while (count < this.#queue.length && (count === 0 || bytes < BATCH_BYTES)) {
      bytes += this.#queue[count]?.length ?? 0;
      count += 1;
    }
    const batch = Buffer.concat(this.#queue.splice(0, count));
    this.#queue.unshift(batch);
    return batch;
  }

  #wrote(bytes: number): void {
    const [batch = Buffer.alloc(0)] = this.#queue;
    this.#queuedBytes -= bytes;
    if (bytes < batch.length) this.#queue[0] = batch.subarray(bytes);
    else this.#queue.shift();
    if (this.#lost === 0 || this.#queue.length > 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#enqueue(Buffer.from(lossLine(lost)));
  }

  #retryLater(afterMs = RETRY_MS): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    setTimeout(() => {
      this.#isRetryDue = false;
      this.#pump();
    }, afterMs).unref();
  }
}

const isReaderBehind = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN';

/** Stops this thread: a process that ends has no turn of its event loop left to wait in. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function isRegularFile(fd: number): boolean {
  try {
    // bigint, because Node 20.20's realpathSync reads the numbers that the last other stat left behind: after that of a pipe it
    // gives links back unresolved, `require` loads a package twice, and what one copy made is no instance for the other
    // (findings/node-links-after-fstat-of-a-pipe.sh)
    return fs.fstatSync(fd, { bigint: true }).isFile();
  } catch {
    return false;
  }
}

function lossLine(lost: number): string {
  const time = new Date().toISOString();
  const msg = 'log lines were lost: for a time the log could not be written';
  return `${JSON.stringify({ level: 'warn', time, pid: process.pid, name: 'log', lost, msg })}\n`;
}

// One for the whole process: Next loads this module more than once, and two writers would cut into each other's lines.
const kept = globalThis as typeof globalThis & { connectWiseLog?: Destination };

/** The process's log: standard output. */
export function standardOutput(): Destination {
  if (kept.connectWiseLog === undefined) {
    const destination = new Destination(1);
    process.on('exit', () => {
      destination.flushSync();
      // Node waits for a write under way, and with it for a reader that may never read again.
      if (destination.isStuck) process.kill(process.pid, 'SIGKILL');
    });
    kept.connectWiseLog = destination;
  }
  return kept.connectWiseLog;
}
