import type { IncomingMessage } from 'node:http';

/** What a listener answers to a request that reaches no handler. */
export type RefusalStatus = 400 | 408 | 413 | 417 | 421 | 431;

type Fault = { status: RefusalStatus; why: string };

/**
 * What is wrong with a request's first lines, before anything builds an address from them. Of the four forms of a
 * target (RFC 9112 §3.2) an origin server's own is the path: of `http://evil.example/dashboard` Next makes a redirect to
 * that host whatever Host says, and of `*` a 500. The Host has to be there, once.
 */
export function requestFault(request: IncomingMessage): Fault | undefined {
  const target = request.url ?? '';
  if (!target.startsWith('/')) {
    return target.includes('://') ? { status: 421, why: 'absolute-form' } : { status: 400, why: 'target' };
  }
  const hosts = countHosts(request.rawHeaders);
  const isHostRequired = request.httpVersion === '1.1';
  if (hosts > 1 || (hosts === 0 && isHostRequired)) return { status: 400, why: 'Host' };
  return undefined;
}

/** In the headers as they came: `headersDistinct` makes a list of each of them, for each request. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === 'host') count += 1;
  }
  return count;
}
