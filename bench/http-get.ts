import type { Dispatcher } from 'undici';
import type { Stack } from './stack';

/** Asks one server for a path. @throws Error with what it answered, unless that was 200 with a body */
export type HttpGet = (path: string) => Promise<void>;

/**
 * GETs for up to so many callers, each over a connection of its own. Callers share the cores with what they measure, so they
 * read an answer and make nothing of it: undici's `dispatch` takes two thirds of the CPU of its `request`.
 */
export function httpGetter(stack: Stack, url: string, callers: number): HttpGet {
  const headers = { authorization: stack.authorization };
  const idle = Array.from({ length: callers }, () => stack.connect(url, 1));
  return (path) =>
    new Promise((resolve, reject) => {
      const connection = idle.pop();
      if (connection === undefined) {
        reject(new Error(`more than ${callers} callers`));
        return;
      }
      connection.dispatch(
        { method: 'GET', path, headers },
        reader((problem) => {
          idle.push(connection);
          if (problem === undefined) resolve();
          else reject(new Error(`${url}${path}: ${problem}`));
        }),
      );
    });
}

/** Calls `done` once, with what was wrong. */
function reader(done: (problem?: string) => void): Dispatcher.DispatchHandler {
  let status = 0;
  let body = '';
  let length = 0;
  return {
    onRequestStart: () => undefined,
    onResponseStart: (_controller, code) => {
      status = code;
    },
    onResponseData: (_controller, chunk) => {
      length += chunk.length;
      if (status !== 200) body += chunk.toString('latin1');
    },
    onResponseEnd: () =>
      done(status === 200 && length > 0 ? undefined : `answered ${status}: ${body.slice(0, 300)}`),
    onResponseError: (_controller, error) => done(error.message),
  };
}
