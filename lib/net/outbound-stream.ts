import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { type Dispatcher, request as send } from 'undici';
import { AppError } from '#lib/errors/app-error';

export type StreamedRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body: Buffer | AsyncIterable<Uint8Array> | null;
  dispatcher: Dispatcher;
  /** Until the head of the answer is here; connect, TLS and the whole of our body are part of it. */
  answerWithinMs: number;
  /** The longest pause within the answer's body. */
  idleMs: number;
};

export type StreamedAnswer = {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it comes: not decoded, and read no faster than it is taken. Whoever gets it reads it to its end or destroys it. */
  body: Dispatcher.ResponseData['body'];
};

/**
 * One outbound HTTP call whose bodies are streamed. No redirect is followed (a followed redirect would carry the
 * Authorization header to another host: RFC 9700 §4.9.1): whoever asks sees the 3xx.
 *
 * @throws AppError WISE_UNAVAILABLE on timeout and network failure, with the cause; an AppError that the body throws as it is.
 */
export async function outboundStream(url: URL, request: StreamedRequest): Promise<StreamedAnswer> {
  const { method, headers, body, dispatcher, answerWithinMs, idleMs } = request;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), answerWithinMs);
  try {
    const answer = await send(url, {
      method,
      headers,
      body: body === null || Buffer.isBuffer(body) ? body : Readable.from(body),
      dispatcher,
      signal: deadline.signal,
      headersTimeout: answerWithinMs,
      bodyTimeout: idleMs,
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const what = deadline.signal.aborted ? `no answer within ${answerWithinMs} ms` : 'network failure';
    throw new AppError('WISE_UNAVAILABLE', { log: `${what} from ${url.host}`, cause: error });
  } finally {
    clearTimeout(timer);
  }
}
