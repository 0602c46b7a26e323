import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { openOrTell } from '#vault/alarms/unopened-record';
import type { GrantIdentity } from '#vault/grants/grant-record';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';

/** Whose approval it is: bound into the sealed one-time token, as the connection's row has it. */
export type ChallengeIdentity = GrantIdentity & { challengeId: string };

type SealedToken = { keyId: string; wrappedKey: Uint8Array; token: Uint8Array };

/** Seals a one-time token for its row: moved to another challenge or connection it does not open. */
export function sealOneTimeToken(
  ctx: Pick<VaultContext, 'ring'>,
  identity: ChallengeIdentity,
  token: Secret,
): SealedToken {
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  return { keyId, wrappedKey, token: seal(dataKey, recordContext(identity), token) };
}

/**
 * Opens it. A token that was erased is as refused as a changed one.
 *
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm.
 */
export function openOneTimeToken(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  row: ChallengeIdentity & { [Column in keyof SealedToken]: SealedToken[Column] | null },
): Promise<Secret> {
  const { challengeId, environment, keyId, wrappedKey, token } = row;
  return openOrTell(ctx, { environment, name: { challengeId }, what: 'a one-time token' }, () => {
    if (keyId === null || wrappedKey === null || token === null)
      throw new AppError('RECORD_REFUSED', { log: `challenge ${challengeId} has no token any more` });
    return open(unwrapDataKey(ctx.ring, keyId, wrappedKey), recordContext(row), token);
  });
}

function recordContext(identity: ChallengeIdentity): RecordContext {
  const { challengeId, connectionId, environment, clientId, customerId, wiseUserId, profileId } = identity;
  const subject = { kind: 'challenge', id: `${connectionId}/${challengeId}` } as const;
  const owner = { environment, clientId, customerId, wiseUserId, profileId };
  return { ...owner, subject, field: 'one_time_token', version: 1n };
}

/** The one-time tokens as a table of sealed records; a row whose token was erased is none. */
export const sealedOneTimeTokens = sealedTable<ChallengeIdentity>({
  name: 'vault.sca_challenges',
  id: 'id',
  sealed: ['token'],
  update: 'UPDATE vault.sca_challenges AS t SET',
  identity: `
    t.id AS "challengeId", c.id AS "connectionId", c.environment::text AS environment, c.client_id AS "clientId",
      c.customer_id AS "customerId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId"
    FROM vault.sca_challenges AS t JOIN public.connections AS c ON c.id = t.connection_id`,
  contextOf: recordContext,
});
