import type { KeyObject } from 'node:crypto';
import type { Tx } from '#lib/db/client';
import type { Secret } from '#lib/log/secret';
import type { TokenTimes } from '#vault/grants/token-times';
import { type NewDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';
import type { Exchange } from './exchange';

/** A newcomer's tokens, opened for the length of one promotion. */
export type HeldTokens = { access: Secret; refresh: Secret; version: bigint; times: TokenTimes };

function contextOf(exchange: Exchange, field: RecordContext['field'], version: bigint): RecordContext {
  return {
    environment: exchange.environment,
    clientId: exchange.clientId,
    // Nothing about the Wise user is proved yet: the attempt stands in (design 4.6).
    subject: { kind: 'attempt', id: exchange.attemptId },
    customerId: exchange.customerId,
    wiseUserId: '',
    profileId: '',
    field,
    version,
  };
}

/**
 * Writes the tokens sealed under `dataKey`, replacing what the row held, in the caller's transaction.
 *
 * @param keep `refresh` when the grant is only to be ended: then nothing needs the access token.
 */
export async function putTokens(
  tx: Tx,
  exchange: Exchange,
  dataKey: NewDataKey,
  tokens: HeldTokens,
  keep: 'both' | 'refresh' = 'both',
): Promise<void> {
  const sealField = (field: RecordContext['field']) =>
    new Uint8Array(seal(dataKey.dataKey, contextOf(exchange, field, tokens.version), tokens[field]));
  const data = {
    keyId: dataKey.keyId,
    wrappedKey: new Uint8Array(dataKey.wrappedKey),
    access: keep === 'both' ? sealField('access') : null,
    refresh: sealField('refresh'),
    version: tokens.version,
    ...tokens.times,
  };
  await tx.exchangeTokens.upsert({
    where: { attemptId: exchange.attemptId },
    create: { attemptId: exchange.attemptId, ...data },
    update: data,
    select: { attemptId: true },
  });
}

type OpenRow = {
  field: (field: RecordContext['field']) => Secret | undefined;
  version: bigint;
  times: TokenTimes | undefined;
};

/**
 * Opens the sealed tokens of an exchange; undefined when there is no row.
 *
 * @throws AppError RECORD_REFUSED when a record does not pass its checks.
 */
export async function openTokens(ctx: VaultContext, exchange: Exchange): Promise<OpenRow | undefined> {
  const row = await ctx.database.db.exchangeTokens.findUnique({ where: { attemptId: exchange.attemptId } });
  if (row === null) return undefined;
  const dataKey: KeyObject = unwrapDataKey(ctx.ring, row.keyId, row.wrappedKey);
  const { accessIssuedAt, accessExpiresAt, refreshExpiresAt, wiseCreatedAt } = row;
  return {
    version: row.version,
    times:
      accessIssuedAt === null || accessExpiresAt === null
        ? undefined
        : { accessIssuedAt, accessExpiresAt, refreshExpiresAt, wiseCreatedAt },
    field: (field) => {
      const sealed = row[field];
      return sealed === null ? undefined : open(dataKey, contextOf(exchange, field, row.version), sealed);
    },
  };
}
