import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WISE_CALL_ROUTES } from '#lib/contract/wise-call-routes';
import { readEnvironment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { requireEnvironment } from '#vault/api-keys/authenticate';
import { passOn } from '#vault/calls/answer-body';
import { callForApplication } from '#vault/calls/call-application';
import { type AskedCall, callForConnection } from '#vault/calls/call-connection';
import { headersFromWise } from '#vault/calls/call-headers';
import { CALL_METHODS, type WiseAnswer } from '#vault/calls/call-types';
import { readTarget } from '#vault/calls/read-target';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, callerOf, keyOf, readId } from './guard';

/** Calls to Wise that the vault makes for the partner's back end. */
export function registerWiseCallRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { callWise: byConnection, callWiseAsApplication: byApplication } = WISE_CALL_ROUTES;
  api.register((calls, _options, done) => {
    // the act decides what is read of a body, and how
    calls.removeAllContentTypeParsers();
    calls.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));

    calls.route<ById>({
      method: [...CALL_METHODS],
      url: byConnection.path,
      config: { scope: byConnection.scope },
      handler: async (request, reply) => {
        const id = readId(request.params);
        const call = { ...readCall(request), ...callerOf(request) };
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
        const call = readCall(request);
        const answer = await ctx.tasks.run('call', () => callForApplication(ctx, environment, call));
        return sendOn(ctx, reply, answer);
      },
    });
    done();
  });
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
