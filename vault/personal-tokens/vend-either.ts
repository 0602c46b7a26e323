import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { ApiKey } from '#vault/api-keys/authenticate';
import { rejectVersion, type VendWish, vendUnlessKnown } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { checkPersonalToken } from './keep-token';
import { type PersonalVend, vendPersonal } from './vend-personal';

/** Which one, and the key that asks: for a personal token it needs a scope more. */
export type Asked = { id: string; apiKey: ApiKey; requestId: string; network: string | undefined };

export type EitherVend = {
  access: Secret;
  /** Null: it does not expire by itself. */
  expiresAt: Date | null;
  version: bigint;
  profileId: string;
  environment: Environment;
};

/**
 * The live access token of a connection, or the personal token with this id; neither is opened for a caller who has it.
 *
 * @throws AppError as `vend` and `vendPersonal`; NOT_FOUND when it is neither.
 */
export function vendEither(
  ctx: VaultContext,
  asked: Asked,
  wish: VendWish,
  isKnown: (version: bigint) => boolean,
): Promise<EitherVend | { kind: 'known'; version: bigint }> {
  const { id, requestId, network } = asked;
  const use = { purpose: 'token', apiKeyId: asked.apiKey.id, requestId, network } as const;
  return connectionOrOwn<EitherVend | { kind: 'known'; version: bigint }>(
    () => vendUnlessKnown(ctx, id, { ...wish, use }, isKnown),
    async () => {
      const own = await vendUnrejected(ctx, asked, wish.rejectedVersion);
      if (own === undefined) return undefined;
      const { token: access, version, profileId, environment } = own;
      if (isKnown(version)) return { kind: 'known', version };
      await ctx.recordAccess({ ...use, purpose: 'personal-token', connectionId: id, version });
      return { access, expiresAt: null, version, profileId, environment };
    },
  );
}

/**
 * Somebody says that Wise did not take the token of this version.
 *
 * @returns the version of the token that is issued now.
 * @throws AppError as `rejectVersion` and `vendPersonal`
 */
export function rejectEither(
  ctx: VaultContext,
  { id, apiKey }: Pick<Asked, 'id' | 'apiKey'>,
  version: bigint,
): Promise<bigint> {
  return connectionOrOwn(
    () => rejectVersion(ctx, id, version),
    async () => (await vendUnrejected(ctx, { id, apiKey }, version))?.version,
  );
}

/** A caller's word does not end a token: Wise is asked, and its 401 does. */
async function vendUnrejected(
  ctx: VaultContext,
  { id, apiKey }: Pick<Asked, 'id' | 'apiKey'>,
  rejectedVersion: bigint | undefined,
): Promise<PersonalVend | undefined> {
  const own = await vendPersonal(ctx, id, apiKey);
  if (own === undefined || own.version !== rejectedVersion) return own;
  await checkPersonalToken(ctx, id);
  return vendPersonal(ctx, id, apiKey);
}

/** Connections first: theirs is the rate that counts. */
async function connectionOrOwn<Value>(
  ofConnection: () => Promise<Value>,
  ofOwn: () => Promise<Value | undefined>,
): Promise<Value> {
  try {
    return await ofConnection();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
    const own = await ofOwn();
    if (own === undefined) throw error;
    return own;
  }
}
