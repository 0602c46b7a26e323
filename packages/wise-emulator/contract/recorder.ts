import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOf } from '#emulator/kernel/faults/with-faults';
import { rawBodyOf } from '#emulator/kernel/http/body-parsers';

/** One request and its answer, as they went over the wire. */
export type Exchange = {
  method: string;
  /** The route in Fastify's notation; undefined when there is none for the path. */
  route: string | undefined;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  status: number;
  answerHeaders: Record<string, unknown>;
  answer: string;
  /** The injected fault that it met, by kind. */
  fault: string | undefined;
};

/**
 * Writes down every exchange of an emulator: `startEmulator({ attach: recorder.attach })`. What a fault sends past
 * HTTP's rules (cut, dripping, endless bodies) is not an answer and not written down.
 */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly routes: { method: string; route: string }[] = [];

  readonly attach = (server: FastifyInstance): void => {
    server.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.routes.push({ method: each, route: url });
    });
    server.addHook('onSend', (request, reply, payload, done) => {
      this.exchanges.push({
        ...asked(request),
        status: reply.statusCode,
        answerHeaders: { ...reply.getHeaders() },
        answer: textOf(payload),
        fault: faultOf(request),
      });
      done();
    });
  };
}

function asked(request: FastifyRequest) {
  return {
    method: request.method,
    // What is no path is refused before any operation, whatever route Fastify finds for it.
    route: request.url.startsWith('/') ? request.routeOptions.url : undefined,
    url: request.url,
    headers: { ...request.headers },
    body: rawBodyOf(request),
  };
}

function textOf(payload: unknown): string {
  if (Buffer.isBuffer(payload)) return payload.toString('utf8');
  return typeof payload === 'string' ? payload : '';
}
