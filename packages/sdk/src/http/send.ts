import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectWiseError, ConnectWiseUnreachable, type Problem } from '../errors.js';
import { readRetryAfter, waitAfterProblem, waitAfterSilence } from './retry.js';
import type { Settings } from './settings.js';

/** For one request alone. */
export interface RequestOptions {
  signal?: AbortSignal;
  timeoutSeconds?: number;
}

export interface OneRequest {
  method: string;
  /** From the slash on, with its query. */
  target: string;
  headers?: Record<string, string>;
  body?: RequestInit['body'];
  /** What is waited for when neither the client nor the caller says so. */
  usualSeconds: number;
}

/**
 * Sends a request, again where that is right: what only reads, and what surely was not carried out.
 *
 * @param read takes what is wanted of an answer that is no problem of the API. An answer that breaks off while it reads counts
 * as none
 * @returns what `read` took; of a call to Wise whatever Wise answered
 * @throws ConnectWiseError, ConnectWiseUnreachable, and what `signal` aborts with
 */
export async function send<Value>(
  settings: Settings,
  request: OneRequest,
  read: (response: Response) => Promise<Value>,
  { signal, timeoutSeconds }: RequestOptions = {},
): Promise<Value> {
  const seconds = timeoutSeconds ?? settings.timeoutSeconds ?? request.usualSeconds;
  for (let attempt = 1; ; attempt += 1) {
    const tried = await tryOnce(settings, request, read, { seconds, signal });
    if (tried.error === undefined) return tried.value;
    signal?.throwIfAborted();
    const wait = isRepeatable(request.body) ? tried.waitFor(attempt) : undefined;
    if (wait === undefined) throw tried.error;
    await sleep(wait, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      // the timer rejects with an error of its own, not with the caller's reason
      signal?.throwIfAborted();
      throw error;
    });
  }
}

type Tried<Value> =
  | { error?: undefined; value: Value }
  | { error: Error; waitFor: (attempt: number) => number | undefined };

async function tryOnce<Value>(
  settings: Settings,
  { method, target, headers, body }: OneRequest,
  read: (response: Response) => Promise<Value>,
  { seconds, signal }: { seconds: number; signal: AbortSignal | undefined },
): Promise<Tried<Value>> {
  const isSafe = method === 'GET';
  const timeout = AbortSignal.timeout(seconds * 1000);
  try {
    const response = await settings.fetch(settings.origin + target, {
      method,
      headers: { ...headers, authorization: settings.authorization },
      // the key goes to no other address
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body == null ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    });
    const error = await problemOf(response);
    if (error === undefined) return { value: await read(response) };
    const failed = { isSafe, ...error, retryAfterSeconds: error.retryAfterSeconds };
    return { error, waitFor: (attempt) => waitAfterProblem(failed, attempt, settings.retry) };
  } catch (error) {
    const unreachable = new ConnectWiseUnreachable(`no answer of ${settings.origin} to ${method}`, {
      cause: error,
    });
    return {
      error: unreachable,
      waitFor: (attempt) => waitAfterSilence({ isSafe, error }, attempt, settings.retry),
    };
  }
}

// A stream is gone once it was sent, and a form may hold one.
function isRepeatable(body: OneRequest['body']): boolean {
  return body == null || typeof body === 'string' || body instanceof Uint8Array;
}

async function problemOf(response: Response): Promise<ConnectWiseError | undefined> {
  const isOfWise = response.headers.get('connect-wise-source') === 'wise';
  if (isOfWise || response.ok || response.status === 304) return undefined;
  const problem: unknown = await response.json().catch(() => undefined);
  if (!isProblemBody(problem))
    throw new Error(`status ${response.status} without a problem: is this the partner API?`);
  return new ConnectWiseError(problem, {
    requestId: response.headers.get('connect-wise-request-id') ?? undefined,
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after'), Date.now()),
  });
}

function isProblemBody(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'status' in value && 'title' in value
  );
}
