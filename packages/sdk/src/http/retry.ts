import { randomInt } from 'node:crypto';
import type { ProblemCode } from '../errors.js';

export interface RetryLimits {
  /** Requests in all, the first one too. */
  attempts: number;
  /** The longest wait that is sat out. A longer `Retry-After` is an error at once. */
  longestWaitMs: number;
}

/** One try that did not succeed. */
export interface Failed {
  /** Whether repeating the request can do no harm: it only reads. */
  isSafe: boolean;
  status: number;
  code: ProblemCode;
  retryAfterSeconds: number | undefined;
}

/** With these nothing was done, whatever the request was. */
const NOTHING_WAS_DONE: readonly ProblemCode[] = [
  'REQUEST_TOO_SLOW',
  'VAULT_UNAVAILABLE',
  'WISE_RATE_LIMITED',
];
/** Without `Retry-After` these pass by themselves; a 503 without it waits for a person. */
const PASSES = [408, 502, 504];
/** The connection was never made, so nothing was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** @returns how long to wait before the same request is sent again; undefined when it must not be */
export function waitAfterProblem(failed: Failed, attempt: number, limits: RetryLimits): number | undefined {
  if (attempt >= limits.attempts) return undefined;
  if (!failed.isSafe && !NOTHING_WAS_DONE.includes(failed.code)) return undefined;
  const { retryAfterSeconds } = failed;
  if (retryAfterSeconds === undefined) return PASSES.includes(failed.status) ? backOff(attempt) : undefined;
  if (failed.status !== 429 && failed.status !== 503) return undefined;
  const wait = retryAfterSeconds * 1000 + randomInt(250);
  return wait <= limits.longestWaitMs ? wait : undefined;
}

/** @returns the same for a request that got no answer */
export function waitAfterSilence(
  { isSafe, error }: { isSafe: boolean; error: unknown },
  attempt: number,
  limits: RetryLimits,
): number | undefined {
  if (attempt >= limits.attempts) return undefined;
  return isSafe || wasNotSent(error) ? backOff(attempt) : undefined;
}

// A host with two addresses fails with the errors of both.
function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(wasNotSent);
  const code = 'code' in error ? String(error.code) : '';
  return NOT_SENT.includes(code) || wasNotSent(error.cause);
}

/** 200 ms, 400 ms, 800 ms and so on, half of it by chance, so that callers do not come back together. */
function backOff(attempt: number): number {
  const most = 100 * 2 ** attempt;
  return most / 2 + randomInt(Math.ceil(most / 2));
}

/** @returns seconds, of either form of the header (RFC 9110 §10.2.3) */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
