import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { isConfigured } from '#vault/limits/callable-clients';
import type { VaultContext } from '#vault/runtime/context';
import { openField, toOpenError } from './grant-record';
import { refreshOrWait } from './refresh';
import { readVendRow, type VendRow } from './vend-row';

export type VendAnswer = {
  access: Secret;
  expiresAt: Date;
  version: bigint;
  profileId: string;
  environment: Environment;
  clientId: string;
};

/** What a caller wants of the token. */
export type VendWish = {
  /** It lives at least so long, in milliseconds. */
  minTtlMs?: number;
  /** Wise did not take the token of this version: another one, or none. */
  rejectedVersion?: bigint;
};

/**
 * Hands out the access token of a connection: the stored one, in a row that is settled, read in the same
 * statement as the status; refreshed first when it is at or near its end (promise 3). The opened token
 * lives in this call's answer only.
 *
 * @throws AppError NOT_FOUND, CONNECTION_NEEDS_RECONNECT, CONNECTION_DISCONNECTED, CONNECTION_FROZEN;
 *   TOKEN_NOT_READY with retryAfterSeconds when it takes longer than the deadline, or when there is none that the caller
 *   wants; BAD_REQUEST for a life that Wise does not give; CONFIGURATION_WRONG when the grant belongs to another client
 *   id; RECORD_REFUSED when the record does not pass its checks; KEY_UNKNOWN when this process lacks its key.
 */
export async function vend(
  ctx: VaultContext,
  connectionId: string,
  wish: VendWish = {},
): Promise<VendAnswer> {
  return openAccess(ctx, await findVendable(ctx, connectionId, wish));
}

/**
 * The same for a caller who has a token: when that is still the live one, it is not opened again.
 *
 * @param isKnown whether the caller has the token of this version
 * @throws AppError as `vend`
 */
export async function vendUnlessKnown(
  ctx: VaultContext,
  connectionId: string,
  wish: VendWish,
  isKnown: (version: bigint) => boolean,
): Promise<VendAnswer | { kind: 'known'; version: bigint }> {
  const row = await findVendable(ctx, connectionId, wish);
  return isKnown(row.version) ? { kind: 'known', version: row.version } : openAccess(ctx, row);
}

/**
 * Somebody says that Wise did not take the token of this version. If it is the stored one, one refresh finds out: the grant
 * lives, and there is another token; or it is over, and the connection is `needs_reconnect` (W6). An older version was
 * replaced already: nothing is done.
 *
 * @returns the version of the live token, which is another one.
 * @throws AppError as `vend`; TOKEN_NOT_READY also while an earlier rejection of this connection was a moment ago.
 */
export async function rejectVersion(
  ctx: VaultContext,
  connectionId: string,
  version: bigint,
): Promise<bigint> {
  return (await findVendable(ctx, connectionId, { rejectedVersion: version })).version;
}

/** The row whose token may be vended now. */
async function findVendable(ctx: VaultContext, connectionId: string, wish: VendWish): Promise<VendRow> {
  const deadline = performance.now() + ctx.deadlines.vendWaitMs;
  const { minTtlMs = 0, rejectedVersion } = wish;
  for (;;) {
    const row = await readVendRow(ctx, connectionId, minTtlMs);
    refuseUnlessActive(row);
    if (minTtlMs > Math.max(0, row.lifeMs / 2) && row.state === 'settled') throw tooLong(row);
    const isRejected = row.version === rejectedVersion;
    if (row.state === 'settled' && !isRejected && isEnough(ctx, row, minTtlMs)) return row;
    if (row.state === null) throw await toOpenError(ctx, row, new Error('no grant row'));
    const leftMs = deadline - performance.now();
    const refresh = isRejected
      ? ({ why: 'rejected', version: row.version } as const)
      : ({ why: 'vend', minTtlMs } as const);
    const result = await refreshOrWait(ctx, connectionId, refresh, leftMs);
    if (result.kind === 'refreshed' || result.kind === 'lost') {
      // Guards against asking in a circle while tokens live shorter than a moment.
      if (performance.now() > deadline) throw notReady(1);
      continue;
    }
    const retryAfterSeconds = 'retryAfterSeconds' in result ? result.retryAfterSeconds : 1;
    return findWithoutRefresh(ctx, connectionId, wish, retryAfterSeconds);
  }
}

/** Near its end, it is refreshed in time, unless that would have the caller wait for a limit of Wise. */
function isEnough(ctx: VaultContext, row: VendRow, minTtlMs: number): boolean {
  return !row.isDue || (minTtlMs === 0 && !row.isExpired && ctx.pauses.leftMs(row.environment) > 0);
}

/** The refresh did not happen: a token that is still good, and that the caller wants, is issued all the same. */
async function findWithoutRefresh(
  ctx: VaultContext,
  connectionId: string,
  { minTtlMs = 0, rejectedVersion }: VendWish,
  retryAfterSeconds: number,
): Promise<VendRow> {
  const row = await readVendRow(ctx, connectionId, minTtlMs);
  refuseUnlessActive(row);
  const isWanted = row.version !== rejectedVersion && (minTtlMs === 0 || !row.isDue);
  if (row.state === 'settled' && !row.isExpired && isWanted) return row;
  if (!isConfigured(ctx, row)) {
    throw new AppError('CONFIGURATION_WRONG', { log: `connection ${connectionId} has another client id` });
  }
  throw notReady(
    Math.max(retryAfterSeconds, row.state === 'uncertain' ? Math.ceil(row.unresolvedMs / 1000) : 1),
  );
}

/** More than half of a life would have nearly every caller refresh, and each refresh ends the tokens of all others (W1). */
function tooLong({ lifeMs }: VendRow): AppError {
  return new AppError('BAD_REQUEST', {
    log: 'min_ttl is more than half of a token’s life',
    details: { max_min_ttl: String(Math.floor(lifeMs / 2_000)) },
  });
}

function notReady(retryAfterSeconds: number): AppError {
  return new AppError('TOKEN_NOT_READY', { retryAfterSeconds });
}

function refuseUnlessActive(row: VendRow | undefined): asserts row is VendRow {
  if (row === undefined) throw new AppError('NOT_FOUND');
  if (row.status === 'disconnected') throw new AppError('CONNECTION_DISCONNECTED');
  if (row.isFrozen) throw new AppError('CONNECTION_FROZEN');
  if (row.status === 'needs_reconnect') throw new AppError('CONNECTION_NEEDS_RECONNECT');
}

async function openAccess(ctx: VaultContext, row: VendRow): Promise<VendAnswer> {
  const { accessExpiresAt, version, profileId, environment, clientId } = row;
  try {
    return {
      access: openField(ctx, row, 'access'),
      expiresAt: accessExpiresAt,
      version,
      profileId,
      environment,
      clientId,
    };
  } catch (error) {
    throw await toOpenError(ctx, row, error);
  }
}
