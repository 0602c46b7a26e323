import pino, { type Logger } from 'pino';
import { standardOutput } from './destination';
import { scrub, scrubError } from './scrub';
import { Secret } from './secret';

export type { Logger } from 'pino';

const FORBIDDEN_KEYS = /token|secret|password|authorization|cookie|^code$|^state$|wrapped|sealed|verifier/i;

// Not by pino's `redact`, which may lose what stands beside a masked field (findings/pino-redact-loses-what-it-looks-into.sh).
function clean(value: unknown, depth = 0): unknown {
  if (value instanceof Secret) return '[secret]';
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return scrubError(value);
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      FORBIDDEN_KEYS.test(key) && !isPlain(item) ? '[secret]' : clean(item, depth + 1),
    ]),
  );
}

/** Counts, times and flags are no credentials: no secret of ours is a number. */
function isPlain(value: unknown): boolean {
  return value == null || ['number', 'bigint', 'boolean'].includes(typeof value);
}

type LineWriter = { write(line: string): void; lose?(): void; flushSync?(): void };

/**
 * A JSON logger on standard output that never throws. Fields named like a credential are masked, strings are scrubbed
 * and errors are cut to known fields. `destination` is for tests.
 */
export function createLogger(
  name: string,
  level: string = 'info',
  destination: LineWriter = standardOutput(),
): Logger {
  return pino(
    {
      name,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      base: { pid: process.pid },
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => clean(fields) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          try {
            const last = args.length - 1;
            if (typeof args[last] === 'string') args[last] = scrub(args[last]);
            method.apply(this, args);
          } catch {
            // a field that throws when it is read, or writing that fails: whoever logs goes on
            destination.lose?.();
          }
        },
      },
    },
    destination,
  );
}
