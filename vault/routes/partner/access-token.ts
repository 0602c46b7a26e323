import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import {
  accessTokenQuerySchema,
  PARTNER_API,
  type PartnerAccessToken,
  type PartnerRejection,
  rejectionSchema,
} from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import type { VendWish } from '#vault/grants/vend';
import { type EitherVend, rejectEither, vendEither } from '#vault/personal-tokens/vend-either';
import type { VaultContext } from '#vault/runtime/context';
import { asProblem } from '../problem';
import { type ById, callerOf, keyOf, readId } from './guard';

/** A live access token of a connection, and the word that Wise did not take one. */
export function registerAccessTokenRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { getAccessToken: get, rejectAccessToken: reject } = PARTNER_API;
  const options: RouteShorthandOptions = {
    config: { scope: get.scope },
    schema: { response: { 200: ANSWER } },
    onError: async (request, _reply, error) => {
      const refusal = { apiKeyId: request.apiKey?.id ?? '', code: asProblem(error).code };
      ctx.tasks.start('vend-refusal', () => ctx.countVendRefusal(refusal));
    },
  };
  api.get<ById>(get.path, options, async (request, reply) => {
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

/** For the serialiser, which writes what stands here and looks at nothing else. */
const ANSWER = {
  type: 'object',
  properties: {
    access_token: { type: 'string' },
    token_type: { type: 'string' },
    expires_at: { type: 'string', nullable: true },
    version: { type: 'integer' },
    profile_id: { type: 'string' },
    environment: { type: 'string' },
  } satisfies Record<keyof PartnerAccessToken, object>,
};

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
  if (typeof query === 'object' && query !== null && Object.keys(query).length === 0) return NO_WISH;
  const parsed = accessTokenQuerySchema.safeParse(query);
  if (!parsed.success) throw new AppError('BAD_REQUEST', { log: 'the query of a vend' });
  const { min_ttl: minTtl, rejected_version: rejectedVersion } = parsed.data;
  return {
    ...(minTtl === undefined ? {} : { minTtlMs: minTtl * 1_000 }),
    ...(rejectedVersion === undefined ? {} : { rejectedVersion }),
  };
}

const knowsNone = () => false;

/** RFC 9110 §13.1.2: which versions the caller has. What is no ETag of ours matches none. */
function readETags(header: string | undefined): (version: bigint) => boolean {
  if (header === undefined) return knowsNone;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return (version) => tags.includes('*') || tags.includes(`"${version}"`);
}
