import type { FastifyInstance } from 'fastify';
import { type ConsentClaim, INTERNAL_API, type TakeOverAnswer } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { findPartnerSession } from '#lib/sessions/partner-session';
import { findCaller } from '#vault/connections/caller';
import { checkConnection } from '#vault/connections/check';
import { disconnect } from '#vault/connections/disconnect';
import { recordExport } from '#vault/connections/record-export';
import { askForVerificationPage } from '#vault/connections/verification-page';
import { waitForExchange } from '#vault/exchanges/read-exchange';
import { startExchange } from '#vault/exchanges/start-exchange';
import { takeOver } from '#vault/registrations/take-over';
import type { VaultContext } from '#vault/runtime/context';
import { registerPeopleRoutes } from './people';
import { type ById, parse, parseConnectionId, requireInternalKey } from './requests';

/**
 * The internal API, for web alone (lib/contract/internal-api.ts). Every request carries the
 * internal key, and a person's session that the vault looks up itself.
 */
export function registerInternalRoutes(app: FastifyInstance, ctx: VaultContext): void {
  requireInternalKey(app, ctx.env.VAULT_INTERNAL_KEY);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  app.get(INTERNAL_API.health.path, async () => ({ ok: true }));
  app.get(INTERNAL_API.ready.path, async () => {
    if (await ctx.isReady()) return { ok: true };
    throw new AppError('DATABASE_UNAVAILABLE', { log: 'the database takes no writes', retryAfterSeconds: 2 });
  });
  addExchanges(app, ctx);
  addConnections(app, ctx);
  registerPeopleRoutes(app, ctx);
  app.post(INTERNAL_API.takeOver.path, async (request): Promise<TakeOverAnswer> => {
    const code = await takeOver(ctx, parse(INTERNAL_API.takeOver.request, request.body));
    return { claimAccountCode: code?.reveal() ?? null };
  });
}

function addExchanges(app: FastifyInstance, ctx: VaultContext): void {
  app.post(INTERNAL_API.exchange.path, async (request) => {
    const { session, attemptId, code, expected } = parse(INTERNAL_API.exchange.request, request.body);
    await startExchange(ctx, { ...(await consenting(ctx, session)), attemptId, code, expected });
    return waitForExchange(ctx, attemptId, ctx.deadlines.exchangeAnswerMs);
  });
}

/** @throws AppError NOT_SIGNED_IN, FORBIDDEN */
async function consenting(
  ctx: VaultContext,
  { audience, token }: ConsentClaim,
): Promise<{ customerId: string; sessionId?: string }> {
  if (audience === 'partner') {
    const session = await findPartnerSession(ctx.database.db, token.reveal());
    if (session?.kind !== 'connect') throw new AppError('NOT_SIGNED_IN', { log: 'no connect session' });
    return { customerId: session.customerId, sessionId: session.sessionId };
  }
  const caller = await findCaller(ctx, { audience, token });
  if (caller.audience !== 'customer') {
    throw new AppError('FORBIDDEN', { log: 'staff may not start an exchange' });
  }
  // the partner vouched for a look, and not for a consent: that wants its word of its own
  if (caller.session.portalSessionId !== null)
    throw new AppError('FORBIDDEN', { log: 'a portal session connects nothing' });
  return { customerId: caller.session.customerId };
}

function addConnections(app: FastifyInstance, ctx: VaultContext): void {
  app.post(INTERNAL_API.recordExport.path, async (request) =>
    recordExport(ctx, parse(INTERNAL_API.recordExport.request, request.body)),
  );
  app.post<ById>(INTERNAL_API.disconnect.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const ask = parse(INTERNAL_API.disconnect.request, request.body);
    return disconnect(ctx, { ...ask, connectionId });
  });
  app.post<ById>(INTERNAL_API.check.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const { session } = parse(INTERNAL_API.check.request, request.body);
    return checkConnection(ctx, { session, connectionId });
  });
  app.post<ById>(INTERNAL_API.verificationPage.path, async (request) => {
    const connectionId = parseConnectionId(request.params);
    const { session } = parse(INTERNAL_API.verificationPage.request, request.body);
    return { url: (await askForVerificationPage(ctx, { session, connectionId })).reveal() };
  });
}
