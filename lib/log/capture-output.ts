import { stripVTControlCharacters } from 'node:util';
import type { Logger } from './logger';

const LONGEST = 8_000;

/**
 * Makes one log line of whatever a package writes to standard output or error, and of Node's own warnings, so that
 * every line of the process's log is one JSON object, and scrubbed (threat 39): Next prints errors of requests with
 * raw stacks. The logger itself writes past these streams.
 */
export function captureOutput(log: Logger): void {
  capture(process.stdout, log, 'info');
  capture(process.stderr, log, 'error');
  // Node's own listener prints
  process.removeAllListeners('warning');
  process.on('warning', (err) => log.warn({ err }, 'a warning of Node'));
}

function capture(stream: NodeJS.WriteStream, log: Logger, level: 'info' | 'error'): void {
  stream.write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const [first = '', ...more] = stripVTControlCharacters(text).slice(0, LONGEST).trim().split('\n');
    if (first !== '') log[level](more.length === 0 ? {} : { more: more.join('\n') }, first);
    const done = rest.find((each) => typeof each === 'function');
    if (done !== undefined) process.nextTick(done);
    return true;
  };
}
