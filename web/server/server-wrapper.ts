import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Logger } from '#lib/log/logger';
import { clientAddress } from '#lib/net/client-address';
import { createHttpServer } from '#lib/net/http-server';
import type { RefusalStatus } from '#lib/net/request-fault';
import type { WebEnv } from '#web/env/web-env';
import { CLIENT_HEADER } from '#web/http/client';
import { METHODS } from '#web/http/methods';
import { isProbe } from '#web/http/probes';
import { securityHeaders } from '#web/http/security-headers';
import { errorMessages } from '#web/messages/errors';
import { dropMultipart, isForNext } from './next-headers';
import { refusalPage } from './refusal-page';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

type FrontEnv = Pick<
  WebEnv,
  'APP_URL' | 'PARTNER_NAME' | 'PARTNER_LOGO_FILE' | 'PARTNER_SUPPORT_URL' | 'TRUSTED_PROXIES'
>;

/** The policy of answers that never reach a page: nothing may run, load, be framed or be posted. */
const NOTHING_ALLOWED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Longer than the usual proxy keeps a connection, so that it is never us who closes one it is about to use. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_WITHIN_MS = 30_000;

/**
 * The web's listener: what holds before Next sees a request, and for what Next answers by itself (its own redirects,
 * 400, 405 and 500 go past proxy.ts). Knows the peer of the connection, which no code inside Next is told.
 */
export function createServerWrapper(
  env: FrontEnv,
  handle: Handle,
  log: Logger,
  { requestWithinMs = REQUEST_WITHIN_MS } = {},
): Server {
  const tellOnce = onceTold(log);
  const refusal = (status: RefusalStatus) => refusalPage(env, status);
  const options = { listener: 'web', requestWithinMs, keepAliveMs: KEEP_ALIVE_MS, refusal, log };
  return createHttpServer(options, (request, response) => {
    for (const [name, value] of Object.entries(firstHeaders(env, request))) response.setHeader(name, value);
    if (nameClient(env, request) === undefined) tellOnce(env, request);
    if (!METHODS.includes(request.method ?? '')) {
      response.writeHead(405, { allow: METHODS.join(', '), connection: 'close' }).end();
      return;
    }
    dropMultipart(request.headers);
    if (!isAddress(request) || !isForNext(request.headers)) {
      void refusal(400).then(({ headers, body }) => response.writeHead(400, headers).end(body));
      return;
    }
    handle(request, response).catch((err: unknown) => {
      log.error({ err }, 'a request failed outside of every page');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, PLAIN).end(errorMessages.bare.failed);
    });
  });
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

/** Its page for a failure of the whole frame, which it also serves under this address, as 500 and with a face of its own. */
const FAILURE_OF_NEXT = /^\/_global-error(\/|\.|$)/;

/** Next answers an address with broken percent signs by 500 too, as if it were our fault. */
function isAddress(request: IncomingMessage): boolean {
  try {
    const path = decodeURIComponent(pathOf(request));
    return path !== '' && !FAILURE_OF_NEXT.test(path);
  } catch {
    return false;
  }
}

/** What a page's own answer replaces: the policy with its nonce, for one. */
function firstHeaders(env: FrontEnv, request: IncomingMessage): Record<string, string> {
  return { 'content-security-policy': NOTHING_ALLOWED, ...securityHeaders(env, pathOf(request)) };
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

function nameClient(env: FrontEnv, request: IncomingMessage): string | undefined {
  const forwarded = request.headers['x-forwarded-for'];
  const client = clientAddress(
    request.socket.remoteAddress,
    Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    env.TRUSTED_PROXIES,
  );
  request.headers[CLIENT_HEADER] = client ?? '';
  return client;
}

/** A proxy that names nobody makes all clients one, and no limit can hold for one of them: the operator has to know. */
function onceTold(log: Logger): (env: FrontEnv, request: IncomingMessage) => void {
  let isTold = false;
  return (env, request) => {
    if (isTold || isProbe(pathOf(request)) || env.TRUSTED_PROXIES === undefined) return;
    isTold = true;
    const peer = request.socket.remoteAddress;
    log.warn(
      { peer },
      'a request came without X-Forwarded-For through a trusted proxy: no limit per address holds',
    );
  };
}
