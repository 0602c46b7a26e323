import type { FastifyInstance } from 'fastify';
import {
  completeSessionSchema,
  createConnectSessionSchema,
  createPortalSessionSchema,
  type PartnerConnectSession,
} from '#lib/contract/connect-sessions';
import { PARTNER_API } from '#lib/contract/partner-api';
import { ENVIRONMENTS } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { type ApiKey, reaches, requireEnvironment } from '#vault/api-keys/authenticate';
import { completeSession } from '#vault/connect-sessions/complete-session';
import { createConnectSession, createPortalSession } from '#vault/connect-sessions/create-session';
import { endPortalSession } from '#vault/connect-sessions/end-session';
import { connectSessionView, portalSessionView } from '#vault/connect-sessions/read-session';
import { refuseIfHeld } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from '../internal/requests';
import { type ById, keyOf, readId } from './guard';

/** Sessions of customers who are signed in with the partner (design 4.22). */
export function registerSessionRoutes(api: FastifyInstance, ctx: VaultContext): void {
  addConnect(api, ctx);
  addPortal(api, ctx);
}

function addConnect(api: FastifyInstance, ctx: VaultContext): void {
  const {
    createConnectSession: create,
    getConnectSession: get,
    completeConnectSession: complete,
  } = PARTNER_API;

  api.post(create.path, { config: { scope: create.scope } }, async (request) => {
    const ask = parse(createConnectSessionSchema, request.body);
    requireEnvironment(keyOf(request), ask.environment);
    await refuseIfHeld(ctx.database.pool, ask.environment);
    return createConnectSession(ctx, ask, keyOf(request).id);
  });

  api.get<ById>(get.path, { config: { scope: get.scope } }, (request) =>
    readWithin(ctx, keyOf(request), readId(request.params)),
  );

  api.post<ById>(complete.path, { config: { scope: complete.scope } }, async (request) => {
    const { completion_code: code, external_id: externalId } = parse(completeSessionSchema, request.body);
    const sessionId = readId(request.params);
    const { environment } = await readWithin(ctx, keyOf(request), sessionId);
    await refuseIfHeld(ctx.database.pool, environment);
    await completeSession(ctx, {
      ...{ kind: 'connect', sessionId, code, externalId },
      confirmedBy: keyOf(request).id,
    });
    return connectSessionView(ctx, sessionId);
  });
}

/** @throws AppError NOT_FOUND: also for a key of the other environment, to which it does not exist (threat 31). */
async function readWithin(ctx: VaultContext, key: ApiKey, id: string): Promise<PartnerConnectSession> {
  const view = await connectSessionView(ctx, id);
  if (!reaches(key, view.environment))
    throw new AppError('NOT_FOUND', { log: `API key ${key.id} is not for ${view.environment}` });
  return view;
}

/** The page of a portal session shows the connections of both. */
function requireBoth(key: ApiKey): void {
  for (const environment of ENVIRONMENTS) requireEnvironment(key, environment);
}

function addPortal(api: FastifyInstance, ctx: VaultContext): void {
  const { createPortalSession: create, completePortalSession: complete, endPortalSession: end } = PARTNER_API;

  api.post(create.path, { config: { scope: create.scope } }, async (request) => {
    const key = keyOf(request);
    requireBoth(key);
    return createPortalSession(ctx, parse(createPortalSessionSchema, request.body), key.id);
  });

  api.post<ById>(complete.path, { config: { scope: complete.scope } }, async (request) => {
    const { completion_code: code, external_id: externalId } = parse(completeSessionSchema, request.body);
    requireBoth(keyOf(request));
    const sessionId = readId(request.params);
    await completeSession(ctx, {
      ...{ kind: 'portal', sessionId, code, externalId },
      confirmedBy: keyOf(request).id,
    });
    return portalSessionView(ctx, sessionId);
  });

  api.post<ById>(end.path, { config: { scope: end.scope } }, async (request) => {
    requireBoth(keyOf(request));
    const sessionId = readId(request.params);
    await endPortalSession(ctx, sessionId, keyOf(request).id);
    return portalSessionView(ctx, sessionId);
  });
}
