import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { openOrTell } from '#vault/alarms/unopened-record';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';

/** Whose token it is; bound into the sealed record. */
export type TokenIdentity = { id: string; environment: Environment; wiseUserId: string; profileId: string };

export type SealedToken = { version: bigint; keyId: string; wrappedKey: Uint8Array; token: Uint8Array };

const recordContext = (identity: TokenIdentity, version: bigint): RecordContext => ({
  environment: identity.environment,
  clientId: '',
  customerId: '',
  subject: { kind: 'personal_token', id: identity.id },
  wiseUserId: identity.wiseUserId,
  profileId: identity.profileId,
  field: 'personal_token',
  version,
});

/** Stores the token sealed, in place of the one before; its version grows like that of a grant. */
export async function storeToken(
  tx: Tx,
  ctx: Pick<VaultContext, 'ring'>,
  identity: TokenIdentity,
  token: Secret,
): Promise<void> {
  const [next] = await tx.$queryRaw<{ version: bigint }[]>`
    SELECT greatest(
      (SELECT version + 1 FROM vault.personal_token_values WHERE personal_token_id = ${identity.id}::uuid),
      extract(epoch FROM clock_timestamp())::bigint) AS version`;
  if (next === undefined) throw new Error('no version');
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  const sealed = seal(dataKey, recordContext(identity, next.version), token);
  await tx.$executeRaw`
    INSERT INTO vault.personal_token_values (personal_token_id, version, key_id, wrapped_key, token)
    VALUES (${identity.id}::uuid, ${next.version}, ${keyId}, ${wrappedKey}, ${sealed})
    ON CONFLICT (personal_token_id) DO UPDATE SET version = excluded.version, key_id = excluded.key_id,
      wrapped_key = excluded.wrapped_key, token = excluded.token`;
}

/** @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm. */
export function openToken(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  identity: TokenIdentity,
  sealed: SealedToken,
): Promise<Secret> {
  const { id, environment } = identity;
  return openOrTell(ctx, { environment, name: { personalTokenId: id }, what: 'a personal token' }, () => {
    const dataKey = unwrapDataKey(ctx.ring, sealed.keyId, sealed.wrappedKey);
    return open(dataKey, recordContext(identity, sealed.version), sealed.token);
  });
}

/** The personal tokens as a table of sealed records. */
export const sealedPersonalTokens = sealedTable<TokenIdentity & { version: string }>({
  name: 'vault.personal_token_values',
  id: 'personal_token_id',
  sealed: ['token'],
  update: 'UPDATE vault.personal_token_values AS t SET',
  identity: `
    t.version::text AS version, p.environment::text AS environment, p.wise_user_id AS "wiseUserId",
      p.profile_id AS "profileId"
    FROM vault.personal_token_values AS t JOIN public.personal_tokens AS p ON p.id = t.personal_token_id`,
  contextOf: (row) => recordContext(row, BigInt(row.version)),
});
