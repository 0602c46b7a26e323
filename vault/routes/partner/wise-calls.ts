import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WISE_CALL_ROUTES } from '#lib/contract/wise-call-routes';
import { readEnvironment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { requireEnvironment } from '#vault/api-keys/authenticate';
import type { KeySource } from '#vault/api-keys/check-key';
import { passOn } from '#vault/calls/answer-body';
import { callForApplication } from '#vault/calls/call-application';
import { openAtOnce } from '#vault/calls/call-at-once';
import { type AskedCall, callForConnection } from '#vault/calls/call-connection';
import { headersFromWise } from '#vault/calls/call-headers';
import { CALL_METHODS, type WiseAnswer } from '#vault/calls/call-types';
import { readTarget } from '#vault/calls/read-target';
import type { VendAnswer } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, callerOf, keyOf, readId } from './guard';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is asked for, and the token for it: read and recorded with the key's check. */
    opened: (AskedCall & { opened: VendAnswer }) | null;
  }
}

/** Calls to Wise that the vault makes for the partner's back end. */
export function registerWiseCallRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { callWise: byConnection, callWiseAsApplication: byApplication } = WISE_CALL_ROUTES;
  api.register((calls, _options, done) => {
    // the act decides what is read of a body, and how
    calls.removeAllContentTypeParsers();
    calls.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));

    calls.decorateRequest('opened', null);
    calls.route<ById>({
      method: [...CALL_METHODS],
      url: byConnection.path,
      config: {
        scope: byConnection.scope,
        atOnce: (request, source) => tryAtOnce(ctx, request as CallRequest, source),
      },
      handler: async (request, reply) => {
        const id = readId(request.params);
        const call = { ...(request.opened ?? readCall(request)), ...callerOf(request) };
        return sendOn(ctx, reply, await ctx.tasks.run('call', () => callForConnection(ctx, id, call)));
      },
    });

    calls.route<{ Params: { environment: string } }>({
      method: [...CALL_METHODS],
      url: byApplication.path,
      config: { scope: byApplication.scope },
      handler: async (request, reply) => {
        const environment = readEnvironment(request.params.environment);
        if (environment === undefined) throw new AppError('NOT_FOUND');
        requireEnvironment(keyOf(request), environment);
        const call = { ...readCall(request), ...callerOf(request) };
        const answer = await ctx.tasks.run('call', () => callForApplication(ctx, environment, call));
        return sendOn(ctx, reply, answer);
      },
    });
    done();
  });
}

type CallRequest = FastifyRequest<ById>;

/** Most calls: what is refused, and whatever takes more than one statement, goes step by step. */
async function tryAtOnce(ctx: VaultContext, request: CallRequest, source: KeySource) {
  const id = readUuid(request.params.id);
  const call = readable(request);
  if (id === undefined || call === undefined) return undefined;
  const { authorization } = request.headers;
  const done = await openAtOnce(ctx, id, { ...call, authorization, source, requestId: request.id });
  if (done === undefined) return undefined;
  request.opened = { ...call, opened: done.token };
  return done.key;
}

/** Why a call cannot be read is told after its key is checked. */
function readable(request: CallRequest): AskedCall | undefined {
  try {
    return readCall(request);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

const MARK = '/wise/';

/** From the raw text of the address: nothing in it was decoded or resolved. */
function readCall({ method: text, raw }: Pick<FastifyRequest, 'method' | 'raw'>): AskedCall {
  const method = CALL_METHODS.find((each) => each === text);
  if (method === undefined) throw new AppError('METHOD_NOT_ALLOWED');
  const url = raw.url ?? '';
  return { method, target: readTarget(url.slice(url.indexOf(MARK) + MARK.length - 1)), request: raw };
}

async function sendOn(ctx: VaultContext, reply: FastifyReply, answer: WiseAnswer): Promise<FastifyReply> {
  const body = await passOn(ctx, answer);
  reply.headers(headersFromWise(answer.headers));
  // which of two 403 it is: Wise's, or a problem of ours
  reply.header('connect-wise-source', 'wise').header('x-content-type-options', 'nosniff');
  const length = answer.headers['content-length'];
  if (!Buffer.isBuffer(body) && length !== undefined) reply.header('content-length', length);
  // Fastify reads nothing for a caller who is gone
  if (reply.raw.destroyed && !Buffer.isBuffer(body)) body.destroy();
  return reply.code(answer.status).send(body);
}
