import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';

/** Whose grant it is; bound into both sealed fields. */
export type GrantIdentity = {
  connectionId: string;
  environment: Environment;
  clientId: string;
  customerId: string;
  wiseUserId: string;
  profileId: string;
};

/** The sealed columns of one row, with the identity the CONNECTION row gives them. */
export type SealedGrant = GrantIdentity & {
  version: bigint;
  keyId: string;
  wrappedKey: Uint8Array;
  access: Uint8Array | null;
  refresh: Uint8Array | null;
  /** False when grant and connection disagree about whose tokens these are. */
  isConsistent: boolean;
};

export type SealedPair = { keyId: string; wrappedKey: Buffer; access: Buffer; refresh: Buffer };

/** Seals both tokens of one version under a data key of their own. */
export function sealPair(
  ctx: Pick<VaultContext, 'ring'>,
  identity: GrantIdentity,
  version: bigint,
  tokens: { access: Secret; refresh: Secret },
): SealedPair {
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  return {
    keyId,
    wrappedKey,
    access: seal(dataKey, recordContext(identity, 'access', version), tokens.access),
    refresh: seal(dataKey, recordContext(identity, 'refresh', version), tokens.refresh),
  };
}

/**
 * Opens one field. There is no plaintext mode: a missing value is as refused as a changed one.
 *
 * @throws AppError RECORD_REFUSED.
 */
export function openField(
  ctx: Pick<VaultContext, 'ring'>,
  grant: SealedGrant,
  field: 'access' | 'refresh',
): Secret {
  const sealed = grant[field];
  if (!grant.isConsistent || sealed === null) {
    throw new AppError('RECORD_REFUSED', { log: 'sealed record refused' });
  }
  const dataKey = unwrapDataKey(ctx.ring, grant.keyId, grant.wrappedKey);
  return open(dataKey, recordContext(grant, field, grant.version), sealed);
}

function recordContext(identity: GrantIdentity, field: 'access' | 'refresh', version: bigint): RecordContext {
  return {
    environment: identity.environment,
    clientId: identity.clientId,
    subject: { kind: 'connection', id: identity.connectionId },
    customerId: identity.customerId,
    wiseUserId: identity.wiseUserId,
    profileId: identity.profileId,
    field,
    version,
  };
}
