import type { FastifyInstance } from 'fastify';
import { sendAnswer } from './answer';
import { gatewayProblem } from './problem';

/**
 * Refuses a request target that is no path: `http://evil.example/v1/me` (RFC 9112 section 3.2.2, for proxies) and `*`.
 * Fastify would drop the foreign host and answer as for its own.
 */
export function refuseOtherTargets(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/')) return done();
    sendAnswer(reply, gatewayProblem(400, 'Bad Request', 'Invalid address'));
  });
}
