import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EmulatorState } from '../state';

const CORRELATION_ID_MAX_CHARS = 36;

export type WiseHeaders = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Headers on every answer: `x-trace-id` always, `X-External-Correlation-Id` echoed when it came with 1 to 36
 * characters (docs/wise.md 8.3), and `date` by the emulator's clock.
 */
export function wiseHeaders(state: EmulatorState): WiseHeaders {
  const run = crypto.randomUUID().replaceAll('-', '').slice(0, 20);
  let count = 0;
  return (request, reply) => {
    count += 1;
    reply.header('x-trace-id', run + count.toString(16).padStart(12, '0'));
    if (state.settings.current.clockOffsetSeconds !== 0) {
      reply.header('date', new Date(state.clock.now()).toUTCString());
    }
    const correlationId = request.headers['x-external-correlation-id'];
    if (
      typeof correlationId === 'string' &&
      correlationId &&
      correlationId.length <= CORRELATION_ID_MAX_CHARS
    ) {
      reply.header('X-External-Correlation-Id', correlationId);
    }
  };
}

export function addWiseHeaders(server: FastifyInstance, setHeaders: WiseHeaders): void {
  server.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply);
    done();
  });
}

// The approval page is made to be posted to by apps; what is decided on it is posted by the page itself.
const OPEN_TO_OTHER_SITES = /^\/approve-api-action\/?(?:\?|$)/;

/** A page of somebody else's must not press the emulator's buttons in the developer's browser. */
export function refuseCrossSitePosts(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'GET' || request.headers['sec-fetch-site'] !== 'cross-site') return done();
    if (OPEN_TO_OTHER_SITES.test(request.url)) return done();
    reply
      .code(403)
      .send({ error: 'cross_site', error_description: 'The emulator takes no posts from other sites.' });
  });
}
