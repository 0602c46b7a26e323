import type { FastifyInstance } from 'fastify';
import { AppError } from '#lib/errors/app-error';
import { findCaller } from '#vault/connections/caller';
import { checkConnection } from '#vault/connections/check';
import { disconnect } from '#vault/connections/disconnect';
import type { VaultContext } from '#vault/context';
import { startExchange } from '#vault/exchanges/start-exchange';
import { waitForExchange } from '#vault/exchanges/wait-for-exchange';
import { requireInternalKey } from './internal-key';
import { answerWithProblems } from './problem';
import {
  checkRequestSchema,
  disconnectRequestSchema,
  exchangeRequestSchema,
  parse,
  parseConnectionId,
} from './requests';

/** The largest body is a code of 4 KB with its envelope. */
const BODY_LIMIT_BYTES = 16 * 1024;

/**
 * The internal API, for web alone (contract in docs and lib/vault-client). Every request carries the
 * internal key, and a person's session that the vault looks up itself.
 */
export function registerInternalRoutes(app: FastifyInstance, ctx: VaultContext): void {
  requireInternalKey(app, ctx.env.VAULT_INTERNAL_KEY);
  answerWithProblems(app, ctx.log);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  app.get('/internal/health', async () => ({ ok: true }));
  addExchanges(app, ctx);
  addConnections(app, ctx);
}

function addExchanges(app: FastifyInstance, ctx: VaultContext): void {
  app.post('/internal/exchanges', { bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { session, attemptId, code } = parse(exchangeRequestSchema, request.body);
    const caller = await findCaller(ctx, session);
    if (caller.audience !== 'customer') {
      throw new AppError('FORBIDDEN', { log: 'staff connect nobody' });
    }
    await startExchange(ctx, { customerId: caller.session.customerId, attemptId, code });
    return waitForExchange(ctx, attemptId, ctx.deadlines.exchangeAnswerMs);
  });
}

function addConnections(app: FastifyInstance, ctx: VaultContext): void {
  const options = { bodyLimit: BODY_LIMIT_BYTES };
  app.post('/internal/connections/:id/disconnect', options, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const { session, reason } = parse(disconnectRequestSchema, request.body);
    return disconnect(ctx, { session, connectionId, reason });
  });
  app.post('/internal/connections/:id/check', options, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const { session } = parse(checkRequestSchema, request.body);
    return checkConnection(ctx, { session, connectionId });
  });
}
