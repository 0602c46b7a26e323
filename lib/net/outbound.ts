import { Agent, type Dispatcher, fetch, type Headers, type RequestInit, type Response } from 'undici';
import { AppError } from '#lib/errors/app-error';

export type OutboundRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
  /** For the whole exchange: connect, TLS, headers and body. */
  deadlineMs: number;
  maxBodyBytes: number;
  /** Which connections it goes over; without one, plain TLS that all such calls share. */
  dispatcher?: Dispatcher;
  signal?: AbortSignal;
};

/** Not undici's global one: Node's own fetch shares that, with an Agent of another version in it. */
const usualAgent = new Agent();

export type OutboundResponse = { status: number; headers: Headers; body: string };

/**
 * One outbound HTTP call with a deadline on the whole exchange, a cap on the body and no redirects
 * (a followed redirect would carry the Authorization header to another host: RFC 9700 §4.9.1). It is made by the undici
 * of npm: the fetch of Node 20 takes no Agent of undici 7.
 *
 * @throws AppError WISE_UNAVAILABLE on timeout, network failure, redirect or too large a body. The
 *   cause is kept for the log; after this error it is unknown whether the other side acted.
 */
export async function outbound(url: URL, request: OutboundRequest): Promise<OutboundResponse> {
  const deadline = AbortSignal.timeout(request.deadlineMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  try {
    const init: RequestInit = {
      method: request.method,
      redirect: 'manual',
      signal,
      ...(request.headers === undefined ? {} : { headers: request.headers }),
      ...(request.body === undefined ? {} : { body: request.body }),
      dispatcher: request.dispatcher ?? usualAgent,
    };
    const response = await fetch(url, init);
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new AppError('WISE_UNAVAILABLE', { log: `redirect refused from ${url.host}` });
    }
    const body = await readCapped(response, request.maxBodyBytes, url.host);
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const what = deadline.aborted ? `no answer within ${request.deadlineMs} ms` : 'network failure';
    throw new AppError('WISE_UNAVAILABLE', { log: `${what} from ${url.host}`, cause: error });
  }
}

/** Reads at most `maxBytes` (after decompression, so that a gzip bomb stops here too). */
async function readCapped(response: Response, maxBytes: number, host: string): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new AppError('WISE_UNAVAILABLE', { log: `body over ${maxBytes} bytes from ${host}` });
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

/**
 * Connections to servers whose certificate this authority signed, and to no others.
 *
 * @param ca certificates in PEM
 */
export function dispatcherTrusting(ca: string): Dispatcher {
  return new Agent({ connect: { ca } });
}
