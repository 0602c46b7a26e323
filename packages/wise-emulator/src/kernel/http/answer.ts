import type { FastifyReply } from 'fastify';
import type { Answer } from '../store/answer';

export type { Answer } from '../store/answer';

/** Seen on Wise's token endpoint (recordings of July 2026). */
const JSON_TYPE = 'application/json';
const JSON_UTF8_TYPE = 'application/json; charset=utf-8';

// Pages carry no script at all, so whatever a hostile name smuggles in cannot run either.
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** `body` is ready JSON text. */
export function jsonAnswer(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': JSON_UTF8_TYPE, ...headers }, body };
}

/** An answer of the token endpoint: RFC 6749 section 5.1 wants it uncached. */
export function tokenAnswer(status: number, body: string, headers: Record<string, string> = {}): Answer {
  const fixed = { 'content-type': JSON_TYPE, 'cache-control': 'no-store', pragma: 'no-cache' };
  return { status, headers: { ...fixed, ...headers }, body };
}

export function pageAnswer(status: number, body: string): Answer {
  return { status, headers: PAGE_HEADERS, body };
}

/** 303: the browser goes on with GET, whatever it sent. */
export function redirectAnswer(location: string, headers: Record<string, string> = {}): Answer {
  return { status: 303, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}

export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status).headers(headers);
  // Bytes instead of a string: Fastify would add a charset to every JSON type that comes without one.
  return body === '' ? reply.send() : reply.send(Buffer.from(body));
}
