import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '#lib/errors/app-error';
import { passOn } from '#vault/calls/answer-body';
import { callForConnection } from '#vault/calls/call-connection';
import { headersFromWise } from '#vault/calls/call-headers';
import { CALL_METHODS, type CallMethod, type WiseAnswer } from '#vault/calls/call-types';
import { readTarget } from '#vault/calls/read-target';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, readId } from './guard';

/** Calls to Wise that the vault makes for the partner's back end. */
export function registerWiseCallRoutes(api: FastifyInstance, ctx: VaultContext): void {
  api.register((calls, _options, done) => {
    // the act decides what is read of a body, and how
    calls.removeAllContentTypeParsers();
    calls.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));

    calls.route<ById>({
      method: [...CALL_METHODS],
      url: '/v1/connections/:id/wise/*',
      config: { scope: 'wise:call' },
      handler: async (request, reply) => {
        const id = readId(request.params);
        const target = readTarget(behind('wise', request.raw.url ?? ''));
        const method = readMethod(request.method);
        const by = request.apiKey === null ? {} : { apiKeyId: request.apiKey.id };
        const call = { method, target, request: request.raw, ...by };
        const answer = await ctx.tasks.run('call', () => callForConnection(ctx, id, call));
        return sendOn(ctx, reply, answer);
      },
    });
    done();
  });
}

/** The raw text of the address from there on: nothing in it was decoded or resolved. */
function behind(word: string, url: string): string {
  const mark = `/${word}/`;
  return url.slice(url.indexOf(mark) + mark.length - 1);
}

function readMethod(text: string): CallMethod {
  const method = CALL_METHODS.find((each) => each === text);
  if (method === undefined) throw new AppError('METHOD_NOT_ALLOWED');
  return method;
}

async function sendOn(ctx: VaultContext, reply: FastifyReply, answer: WiseAnswer): Promise<FastifyReply> {
  const body = await passOn(ctx, answer);
  reply.headers(headersFromWise(answer.headers));
  // which of two 403 it is: Wise's, or a problem of ours
  reply.header('connect-wise-source', 'wise').header('x-content-type-options', 'nosniff');
  const length = answer.headers['content-length'];
  if (!Buffer.isBuffer(body) && length !== undefined) reply.header('content-length', length);
  return reply.code(answer.status).send(body);
}
