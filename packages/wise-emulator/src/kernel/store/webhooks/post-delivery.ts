import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isLoopbackHost } from './callback-url';

export type Post = {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  /** Ended by whoever stops the emulator. */
  signal: AbortSignal;
  /** True: to any machine. */
  mayLeave: boolean;
};

/** `problem`: why there was no answer. */
export type Posted = { status: number | null; problem: string | null; retryAfter: string | undefined };

/** Sends one attempt over a connection of its own. A redirect is an answer like any other: it is not followed. */
export function postDelivery({ url, headers, body, timeoutMs, signal, mayLeave }: Post): Promise<Posted> {
  const target = new URL(url);
  if (!mayLeave && !isLoopbackHost(target.hostname)) return Promise.resolve(noAnswer(NOT_THIS_MACHINE));
  return new Promise((resolve) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
    });
    const give = (posted: Posted) => {
      resolve(posted);
      outgoing.destroy();
    };
    const stop = () => give(noAnswer('the emulator was stopped'));
    const timer = setTimeout(() => give(noAnswer(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
    signal.addEventListener('abort', stop);
    outgoing.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(noAnswer(error.code ?? error.message)));
    outgoing.on('response', (answer) => {
      const { statusCode: status = null, headers: answered } = answer;
      resolve({ status, problem: null, retryAfter: answered['retry-after'] });
      // Only status and headers count: the body is read away, for as long as an answer may take.
      answer.on('error', () => undefined).resume();
    });
    outgoing.end(body);
  });
}

const NOT_THIS_MACHINE = 'not sent: the address is not of this machine';

function noAnswer(problem: string): Posted {
  return { status: null, problem, retryAfter: undefined };
}
