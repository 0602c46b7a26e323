import type { FastifyInstance } from 'fastify';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { equalSecrets } from '#vault/keys/compare';

const BEARER = /^Bearer (.{1,512})$/;

/** Nothing on this listener, not even "not found", answers a caller without the internal key. */
export function requireInternalKey(app: FastifyInstance, key: Secret): void {
  app.addHook('onRequest', async (request) => {
    const given = BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!equalSecrets(given, key.reveal())) throw new AppError('INTERNAL_KEY_REFUSED');
  });
}
