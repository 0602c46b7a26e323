import type { GrantState } from '#lib/db/generated/enums';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { tellUnopened } from '#vault/alarms/unopened-record';
import {
  findDataKey,
  type NewDataKey,
  newDataKey,
  open,
  type RecordContext,
  seal,
} from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';

/**
 * The life of a grant: received → settled ⇄ refreshing → …, and ending before it is erased. Which columns a state needs,
 * and these transitions, the database holds (migration one_token_store); a test compares the two.
 */
export const NEXT_STATES = {
  /** Wise has given it to an exchange; the checks are not over. */
  received: ['settled', 'ending'],
  /** Its access token may be vended. */
  settled: ['refreshing', 'uncertain', 'ending'],
  /** One process holds the lease, and may have called Wise. */
  refreshing: ['settled', 'uncertain', 'ending'],
  /** Nobody knows whether its access token lives: nothing is vended before a refresh is proved. */
  uncertain: ['refreshing', 'ending'],
  /** To be revoked at Wise, then erased. */
  ending: [],
} as const satisfies Record<GrantState, readonly GrantState[]>;

/** Whose grant it is while its exchange is not over: nothing about the Wise user is proved yet (design 4.6). */
export type ExchangeIdentity = {
  attemptId: string;
  environment: Environment;
  clientId: string;
  customerId: string;
};

/** Whose grant it is; bound into both sealed fields. */
export type GrantIdentity = {
  connectionId: string;
  environment: Environment;
  clientId: string;
  customerId: string;
  wiseUserId: string;
  profileId: string;
};

type SealedColumns = {
  version: bigint;
  keyId: string;
  wrappedKey: Uint8Array;
  access: Uint8Array | null;
  refresh: Uint8Array | null;
  /** False when grant and connection disagree about whose tokens these are. */
  isConsistent: boolean;
};
/** The sealed columns of one row, with the identity the CONNECTION row gives them. */
export type SealedGrant = GrantIdentity & SealedColumns;
/** The same of a grant that has no connection. */
export type SealedExchangeGrant = ExchangeIdentity & SealedColumns;

export type SealedPair = { keyId: string; wrappedKey: Buffer; access: Buffer; refresh: Buffer };

/**
 * Seals both tokens of one version under a data key of their own.
 *
 * @param key made before, where the tokens must not come before it is known that they can be sealed.
 */
export function sealPair(
  ctx: Pick<VaultContext, 'ring'>,
  identity: GrantIdentity | ExchangeIdentity,
  version: bigint,
  tokens: { access: Secret; refresh: Secret },
  { keyId, wrappedKey, dataKey }: NewDataKey = newDataKey(ctx.ring),
): SealedPair {
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
  grant: SealedGrant | SealedExchangeGrant,
  field: 'access' | 'refresh',
): Secret {
  const sealed = grant[field];
  if (!grant.isConsistent || sealed === null) {
    throw new AppError('RECORD_REFUSED', { log: 'sealed record refused' });
  }
  const dataKey = findDataKey(ctx.ring, grant.keyId, grant.wrappedKey);
  return open(dataKey, recordContext(grant, field, grant.version), sealed);
}

/** Where a sealed token belongs. */
export function recordContext(
  identity: GrantIdentity | ExchangeIdentity,
  field: 'access' | 'refresh',
  version: bigint,
): RecordContext {
  const { environment, clientId, customerId } = identity;
  const proved =
    'attemptId' in identity
      ? { subject: { kind: 'attempt', id: identity.attemptId } as const, wiseUserId: '', profileId: '' }
      : {
          subject: { kind: 'connection', id: identity.connectionId } as const,
          wiseUserId: identity.wiseUserId,
          profileId: identity.profileId,
        };
  return { environment, clientId, customerId, ...proved, field, version };
}

/** Names a grant in the log and in errors. */
type GrantName = { connectionId: string } | { attemptId: string };

/** The failure to tell when a field of this grant did not open, after its alarm. */
export function toOpenError(
  ctx: VaultContext,
  grant: GrantName & { environment: Environment },
  why: unknown,
): Promise<AppError> {
  const name = 'attemptId' in grant ? { attemptId: grant.attemptId } : { connectionId: grant.connectionId };
  return tellUnopened(ctx, { environment: grant.environment, name, what: 'a stored record' }, why);
}
