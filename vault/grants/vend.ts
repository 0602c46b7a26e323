import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { AccessUse } from '#vault/access-records/write-records';
import { isConfigured } from '#vault/limits/callable-clients';
import type { VaultContext } from '#vault/runtime/context';
import { openField, toOpenError } from './grant-record';
import { refreshOrWait } from './refresh';
import { isDue, isExpired, type VendRow } from './vend-row';

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

/** Whoever does not say who asks is the vault itself, which calls Wise and hands nothing to anybody. */
const OWN_USE: AccessUse = { purpose: 'check', apiKeyId: '', requestId: 'vault', network: undefined };

type VendOptions = VendWish & {
  /** What the access record says. */
  use?: AccessUse;
};

/**
 * Hands out the access token of a connection: the stored one, in a row that is settled, read in the same
 * statement as the status; refreshed first when it is at or near its end (promise 3). Who asked is committed before this
 * returns (promise 11). The opened token lives in this call's answer only.
 *
 * @throws AppError NOT_FOUND, CONNECTION_NEEDS_RECONNECT, CONNECTION_DISCONNECTED, CONNECTION_FROZEN, ACCESS_ON_HOLD;
 *   TOKEN_NOT_READY with retryAfterSeconds when it takes longer than the deadline, or when there is none that the caller
 *   wants; BAD_REQUEST for a life that Wise does not give; CONFIGURATION_WRONG when the grant belongs to another client
 *   id; RECORD_REFUSED when the record does not pass its checks; KEY_UNKNOWN when this process lacks its key. The
 *   database's error when it takes no record.
 */
export async function vend(
  ctx: VaultContext,
  connectionId: string,
  options: VendOptions = {},
): Promise<VendAnswer> {
  return handOut(ctx, connectionId, await look(ctx, connectionId, options), options);
}

/**
 * The same for a caller who has a token: when that is still the live one, it is not opened again. Such an answer hands
 * out nothing, so it has no access record.
 *
 * @param isKnown whether the caller has the token of this version
 * @throws AppError as `vend`
 */
export async function vendUnlessKnown(
  ctx: VaultContext,
  connectionId: string,
  options: VendOptions,
  isKnown: (version: bigint) => boolean,
): Promise<VendAnswer | { kind: 'known'; version: bigint }> {
  const row = await findVendable(ctx, connectionId, options);
  if (isKnown(row.version)) return { kind: 'known', version: row.version };
  return handOut(ctx, connectionId, await openAccess(ctx, row), options);
}

/**
 * Opens the token that `vend` would hand out, for whoever has to know whose it is before it is used. Nothing is recorded:
 * it must not leave before `handOut`.
 *
 * @throws AppError as `vend`
 */
export async function look(
  ctx: VaultContext,
  connectionId: string,
  wish: VendWish = {},
): Promise<VendAnswer> {
  return openAccess(ctx, await findVendable(ctx, connectionId, wish));
}

/**
 * Records the use of a token that `look` has opened; it may leave when this returns. A record that took long may have
 * been overtaken by a freeze or a refresh that somebody was told of: then the row is looked at again, and what is live now
 * is recorded and returned.
 *
 * @throws AppError as `vend`
 */
export async function handOut(
  ctx: VaultContext,
  connectionId: string,
  opened: VendAnswer,
  { use = OWN_USE, ...wish }: VendOptions,
): Promise<VendAnswer> {
  const deadline = performance.now() + ctx.deadlines.vendWaitMs;
  let token = opened;
  for (;;) {
    const { version } = token;
    const began = performance.now();
    await ctx.recordAccess({ ...use, connectionId, version });
    if (performance.now() - began <= ctx.deadlines.recordStaleMs) return token;
    token = await look(ctx, connectionId, wish);
    if (token.version === version) return token;
    if (performance.now() > deadline) throw notReady(1);
  }
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
  let row = await ctx.readVendRow(connectionId);
  for (;;) {
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
      row = await ctx.readVendRow(connectionId);
      continue;
    }
    const retryAfterSeconds = 'retryAfterSeconds' in result ? result.retryAfterSeconds : 1;
    return findWithoutRefresh(ctx, connectionId, wish, retryAfterSeconds);
  }
}

/** Near its end, it is refreshed in time, unless that would have the caller wait for a limit of Wise. */
function isEnough(ctx: VaultContext, row: VendRow, minTtlMs: number): boolean {
  return (
    !isDue(ctx.deadlines, row, minTtlMs) ||
    (minTtlMs === 0 && !isExpired(row) && ctx.pauses.leftMs(row.environment) > 0)
  );
}

/** The refresh did not happen: a token that is still good, and that the caller wants, is issued all the same. */
async function findWithoutRefresh(
  ctx: VaultContext,
  connectionId: string,
  { minTtlMs = 0, rejectedVersion }: VendWish,
  retryAfterSeconds: number,
): Promise<VendRow> {
  const row = await ctx.readVendRow(connectionId);
  refuseUnlessActive(row);
  const isWanted =
    row.version !== rejectedVersion && (minTtlMs === 0 || !isDue(ctx.deadlines, row, minTtlMs));
  if (row.state === 'settled' && !isExpired(row) && isWanted) return row;
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
  if (row.isHeld) throw new AppError('ACCESS_ON_HOLD');
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
