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

/**
 * Hands out the access token of a connection: the stored one, in a row that is settled, read in the same
 * statement as the status; refreshed first when it is at or near its end (promise 3). The opened token
 * lives in this call's answer only.
 *
 * @throws AppError NOT_FOUND, CONNECTION_NEEDS_RECONNECT, CONNECTION_DISCONNECTED, CONNECTION_FROZEN;
 *   TOKEN_NOT_READY with retryAfterSeconds when it takes longer than the deadline; CONFIGURATION_WRONG when
 *   the grant belongs to another client id; RECORD_REFUSED when the record does not pass its checks; KEY_UNKNOWN when
 *   this process lacks its key.
 */
export async function vend(ctx: VaultContext, connectionId: string): Promise<VendAnswer> {
  const deadline = performance.now() + ctx.deadlines.vendWaitMs;
  for (;;) {
    const row = await readVendRow(ctx, connectionId);
    refuseUnlessActive(row);
    // Near its end, it is refreshed in time, unless that would have the caller wait for a limit of Wise.
    const isEnough = !row.isDue || (!row.isExpired && ctx.pauses.leftMs(row.environment) > 0);
    if (row.state === 'settled' && isEnough) return openAccess(ctx, row);
    if (row.state === null) throw await toOpenError(ctx, row, new Error('no grant row'));
    const leftMs = deadline - performance.now();
    const result = await refreshOrWait(ctx, connectionId, { why: 'vend', waitMs: leftMs });
    if (result.kind === 'refreshed' || result.kind === 'lost') {
      // Guards against asking in a circle while tokens live shorter than a moment.
      if (performance.now() > deadline) throw notReady(1);
      continue;
    }
    const retryAfterSeconds = 'retryAfterSeconds' in result ? result.retryAfterSeconds : 1;
    return vendWithoutRefresh(ctx, connectionId, retryAfterSeconds);
  }
}

/** The refresh did not happen: a token that is still good is issued all the same. */
async function vendWithoutRefresh(
  ctx: VaultContext,
  connectionId: string,
  retryAfterSeconds: number,
): Promise<VendAnswer> {
  const row = await readVendRow(ctx, connectionId);
  refuseUnlessActive(row);
  if (row.state === 'settled' && !row.isExpired) return openAccess(ctx, row);
  if (!isConfigured(ctx, row)) {
    throw new AppError('CONFIGURATION_WRONG', { log: `connection ${connectionId} has another client id` });
  }
  throw notReady(
    Math.max(retryAfterSeconds, row.state === 'uncertain' ? Math.ceil(row.unresolvedMs / 1000) : 1),
  );
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
