import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Environment, readEnvironment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Door } from '#vault/webhooks/door';

/** Wise's events have hundreds of bytes; nothing larger is read. Wise waits 5 s for an answer. */
export const WEBHOOK_LIMITS = { bodyLimit: 256 * 1024, requestWithinMs: 5_000 };
const ANSWER_WITHIN_MS = 4_500;

/**
 * Where Wise delivers (design 4.18, decision 049). What was stored is answered 200; what may be good later is answered 503,
 * which Wise tries up to 25 times over two weeks, and never a 4xx that it tries three times.
 */
export function registerWebhookRoutes(app: FastifyInstance, door: Door): void {
  // the signature covers the bytes: nobody may parse them before it is checked
  app.removeAllContentTypeParsers();
  // and a content type that Fastify cannot read is no reason to refuse them
  app.addHook('onRequest', (request, _reply, done) => {
    request.headers['content-type'] = 'application/octet-stream';
    done();
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(ADDRESS, async (request: FastifyRequest<Named>, reply) => {
    const environment = mustReadEnvironment(request.params);
    const result = await door.take(environment, {
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      signature: request.headers['x-signature-sha256'],
      isTest: request.headers['x-test-notification'] === 'true',
      giveUp: sleep(ANSWER_WITHIN_MS, undefined, { ref: false }),
    });
    if (result === 'stored') return reply.header('cache-control', 'no-store').send({ status: 'ok' });
    throw toProblem(result);
  });

  // for whoever opens the address to see whether it is the right one; HEAD for monitors
  for (const method of ['GET', 'HEAD'] as const) {
    app.route<Named>({
      method,
      url: ADDRESS,
      handler: (request, reply) => {
        const environment = mustReadEnvironment(request.params);
        return reply.header('cache-control', 'no-store').send({ takes: 'POST', from: 'Wise', environment });
      },
    });
  }
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }));
}

const ADDRESS = '/webhooks/wise/:environment';
type Named = { Params: { environment: string } };

/** @throws AppError NOT_FOUND: it is no address of ours, whatever is configured. */
function mustReadEnvironment(params: Named['Params']): Environment {
  const environment = readEnvironment(params.environment);
  if (environment === undefined) throw new AppError('NOT_FOUND');
  return environment;
}

function toProblem(result: Exclude<Awaited<ReturnType<Door['take']>>, 'stored'>): AppError {
  switch (result) {
    case 'unsigned':
      return new AppError('BAD_REQUEST', { log: 'no signature, or none that could be one' });
    case 'not_verified':
      return new AppError('SIGNATURE_NOT_VERIFIED');
    case 'not_ready':
      return new AppError('VAULT_UNAVAILABLE');
  }
}
