import type { FastifyInstance, FastifyRequest, onResponseHookHandler, RouteShorthandOptions } from 'fastify';
import {
  accessTokenQuerySchema,
  PARTNER_API,
  type PartnerAccessToken,
  type PartnerRejection,
  rejectionSchema,
} from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import type { KeySource } from '#vault/api-keys/check-key';
import type { VendAnswer, VendWish } from '#vault/grants/vend';
import { type EitherVend, rejectEither, vendEither } from '#vault/personal-tokens/vend-either';
import type { VaultContext } from '#vault/runtime/context';
import { vendAtOnce } from '#vault/vends/vend-at-once';
import { asProblem } from '../problem';
import { type ById, callerOf, keyOf, readId } from './guard';

declare module 'fastify' {
  interface FastifyRequest {
    /** Issued already, with its key's check. */
    vended: VendAnswer | null;
  }
}

/** A live access token of a connection, and the word that Wise did not take one. */
export function registerAccessTokenRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { getAccessToken: get, rejectAccessToken: reject } = PARTNER_API;
  const options: RouteShorthandOptions = {
    config: { scope: get.scope, atOnce: (request, source) => tryAtOnce(ctx, request as VendRequest, source) },
    ...(ctx.metrics.isOn ? { onResponse: countVend(ctx) } : {}),
    onError: async (request, _reply, error) => {
      const refusal = { apiKeyId: request.apiKey?.id ?? '', code: asProblem(error).code };
      ctx.tasks.start('vend-refusal', () => ctx.countVendRefusal(refusal));
    },
  };
  api.decorateRequest('vended', null);
  api.get<ById>(get.path, options, async (request, reply) => {
    if (request.vended !== null) {
      reply.header('etag', `"${request.vended.version}"`);
      return viewOf(request.vended);
    }
    const wish = readWish(request.query);
    const isKnown = readETags(request.headers['if-none-match']);
    const asked = { id: readId(request.params), ...callerOf(request) };
    const token = await vendEither(ctx, asked, wish, isKnown);
    reply.header('etag', `"${token.version}"`);
    if ('kind' in token) return reply.code(304).send();
    return viewOf(token);
  });

  api.post<ById>(
    reject.path,
    { config: { scope: reject.scope } },
    async (request): Promise<PartnerRejection> => {
      const id = readId(request.params);
      const body = rejectionSchema.safeParse(request.body);
      if (!body.success) throw new AppError('BAD_REQUEST', { log: 'a rejection' });
      const rejected = BigInt(body.data.version);
      return { version: Number(await rejectEither(ctx, { id, apiKey: keyOf(request) }, rejected)) };
    },
  );
}

function countVend({ metrics }: VaultContext): onResponseHookHandler {
  return (_request, reply, done) => {
    const outcome = reply.problem ?? (reply.statusCode === 304 ? 'unchanged' : 'issued');
    metrics.count('connect_vends_total', { outcome });
    done();
  };
}

type VendRequest = FastifyRequest<ById>;

/** What asks for nothing but the live token is answered in one statement, where that is enough. */
async function tryAtOnce(ctx: VaultContext, request: VendRequest, source: KeySource) {
  const { id: requestId, headers, params } = request;
  const id = readUuid(params.id);
  const isPlain = isEmpty(request.query) && headers['if-none-match'] === undefined;
  if (id === undefined || !isPlain) return undefined;
  const done = await vendAtOnce(ctx, id, {
    authorization: headers.authorization,
    source,
    requestId,
    purpose: 'token',
  });
  if (done === undefined) return undefined;
  request.vended = done.token;
  return done.key;
}

function viewOf(token: EitherVend): PartnerAccessToken {
  return {
    access_token: token.access.reveal(),
    token_type: 'Bearer',
    expires_at: token.expiresAt?.toISOString() ?? null,
    // Below 2^53 for ever: it starts at the seconds since 1970 and grows by one a refresh.
    version: Number(token.version),
    profile_id: token.profileId,
    environment: token.environment,
  };
}

const NO_WISH: VendWish = {};

function readWish(query: unknown): VendWish {
  if (isEmpty(query)) return NO_WISH;
  const parsed = accessTokenQuerySchema.safeParse(query);
  if (!parsed.success) throw new AppError('BAD_REQUEST', { log: 'the query of a vend' });
  const { min_ttl: minTtl, rejected_version: rejectedVersion } = parsed.data;
  return {
    ...(minTtl === undefined ? {} : { minTtlMs: minTtl * 1_000 }),
    ...(rejectedVersion === undefined ? {} : { rejectedVersion }),
  };
}

const isEmpty = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && Object.keys(query).length === 0;

const knowsNone = () => false;

/** RFC 9110 §13.1.2: which versions the caller has. What is no ETag of ours matches none. */
function readETags(header: string | undefined): (version: bigint) => boolean {
  if (header === undefined) return knowsNone;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return (version) => tags.includes('*') || tags.includes(`"${version}"`);
}
