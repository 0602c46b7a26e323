import Fastify, { type FastifyInstance } from 'fastify';
import type { ListenerTls } from '#lib/env/listener-tls';
import { AppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import type { Logger } from '#lib/log/logger';
import { type Metrics, NO_METRICS, statusClass } from '#lib/metrics/metrics';
import { gracefulShutdown } from '#lib/net/graceful-shutdown';
import { createHttpServer } from '#lib/net/http-server';
import { NO_TRACING, type Tracing } from '#lib/tracing/tracing';
import { randomHex } from '#vault/keys/random';
import { answerProblems, asProblem, nameRequest, sendProblem, unreadProblem } from './problem';
import { traceRequests } from './trace-requests';
import { answerUnknown } from './unknown-address';

/** One route as it was registered; `hasHead`: HEAD is answered as GET is. */
export type Route = { method: string; url: string; hasHead: boolean };

const REQUEST_WITHIN_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Every route of this listener, for the test of routes × roles: a new route without a row there fails. HEAD twins that
     * Fastify adds are left out.
     */
    knownRoutes: readonly Route[];
  }
  interface FastifyReply {
    /** Which problem the answer is, if it is one. */
    problem: ErrorCode | null;
  }
}

/** Fastify's own schemas would want two libraries and a tenth of a start; what comes in and goes out is in lib/contract. */
function noSchemas(): never {
  throw new Error('a route may carry no schema of Fastify');
}

/** A start that nobody can guess, and a number. */
function requestIds(): () => string {
  const start = randomHex(8);
  let count = 0;
  return () => {
    count += 1;
    return `${start}-${count.toString(36)}`;
  };
}

export type ListenerOptions = {
  requestWithinMs?: number;
  bodyLimit?: number;
  tls?: ListenerTls | undefined;
  metrics?: Metrics;
  tracing?: Tracing;
};

/**
 * A listener of the vault: small bodies, bounded waits, problems for every failure, and a log line with
 * route pattern and status only (addresses may carry what must not be logged).
 */
export function createListener(
  name: 'internal' | 'partner' | 'webhooks',
  log: Logger,
  {
    requestWithinMs = REQUEST_WITHIN_MS,
    bodyLimit = 16 * 1024,
    tls,
    metrics = NO_METRICS,
    tracing = NO_TRACING,
  }: ListenerOptions = {},
): FastifyInstance {
  const isPartner = name === 'partner';
  // of each of localhost's two listeners
  const endings: (() => void)[] = [];
  const app = Fastify({
    logger: false,
    bodyLimit,
    // a factory, because localhost can be two listeners: Fastify gives only the first one what it is told here
    serverFactory: (handle) => {
      const refusal = unreadProblem;
      const server = createHttpServer(
        { listener: name, requestWithinMs, keepAliveMs: KEEP_ALIVE_MS, refusal, log, tls },
        handle,
      );
      endings.push(gracefulShutdown(server));
      return server;
    },
    // the server answers for itself; Fastify's own way would write a second answer
    clientErrorHandler: () => undefined,
    forceCloseConnections: 'idle',
    // its answer would be Fastify's own: `refuseOnceClosing` answers
    return503OnClosing: false,
    exposeHeadRoutes: false,
    // over all processes and starts: access records are found by it
    genReqId: requestIds(),
    routerOptions: { maxParamLength: 100 },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // an address that cannot be read, before there is a route: Fastify's own answer would repeat it
    frameworkErrors: (error, _request, reply) => {
      if (isPartner) nameRequest(reply);
      sendProblem(reply, asProblem(error));
    },
  });
  app.decorateReply('problem', null);
  noteRoutes(app);
  if (isPartner)
    app.addHook('onRequest', (_request, reply, done) => {
      nameRequest(reply);
      done();
    });
  const isClosing = refuseOnceClosing(app, endings);
  // not at all where nothing is written: Fastify listens to each answer for it
  if (log.isLevelEnabled('debug')) logRequests(app, name, log);
  if (metrics.isOn) countRequests(app, name, metrics);
  if (tracing.isOn) traceRequests(app, name, tracing);
  answerProblems(app, log, isClosing);
  answerUnknown(app, isPartner);
  return app;
}

/** Fills `knownRoutes`. */
function noteRoutes(app: FastifyInstance): void {
  const known: Route[] = [];
  app.decorate('knownRoutes', known);
  app.addHook('onRoute', ({ method, url, exposeHeadRoute }) => {
    const hasHead = exposeHeadRoute === true;
    if (method === 'HEAD' && hasHead) return;
    for (const each of [method].flat()) known.push({ method: each, url, hasHead });
  });
}

/** From the moment it is closed, requests that still come on open connections are refused. @returns whether that is so. */
function refuseOnceClosing(app: FastifyInstance, endings: readonly (() => void)[]): () => boolean {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    for (const end of endings) end();
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (!isClosing) done();
    else sendProblem(reply, new AppError('VAULT_UNAVAILABLE', { retryAfterSeconds: 2 }));
  });
  return () => isClosing;
}

function logRequests(app: FastifyInstance, listener: string, log: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime);
    const route = request.routeOptions.url ?? 'unknown route';
    log.debug({ listener, method: request.method, route, status: reply.statusCode, ms }, 'request');
    done();
  });
}

/** By the pattern of the route, never by the address: ids stand in that. */
function countRequests(app: FastifyInstance, listener: string, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const status = statusClass(reply.statusCode);
    metrics.count('connect_http_requests_total', { listener, method: request.method, route, status });
    metrics.observe('connect_http_request_duration_seconds', { listener, route }, reply.elapsedTime / 1_000);
    done();
  });
}
