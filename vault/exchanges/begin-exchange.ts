import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/context';
import { equalBytes } from '#vault/crypto/compare';
import { type NewDataKey, newDataKey } from '#vault/crypto/sealed-record';
import { type Clocks, readClocks } from '#vault/grants/claim-lease';
import type { AdmittedAttempt } from './admit-attempt';

export type BegunExchange = AdmittedAttempt & {
  dataKey: NewDataKey;
  /** By database clock: no token of this exchange is older. */
  sentAt: Date;
  startedAt: Clocks;
};

export type Beginning =
  | { kind: 'begun'; exchange: BegunExchange }
  /** This attempt has a row: its code was sent, or never will be. */
  | { kind: 'known' }
  /** The code belongs to another attempt's exchange. */
  | { kind: 'code_used' }
  /** Another exchange of this customer and environment is in flight (design 4.3). */
  | { kind: 'busy' };

/**
 * Commits "the code is being sent", with a data key made and wrapped for the answer, before anything is
 * sent. The unique attempt and code hash make the database the arbiter of "once" over all processes, and
 * the commit proves that the answer can be stored. If the commit's confirmation is lost this throws, and
 * the row ends as interrupted: the code is not sent then.
 */
export async function beginExchange(ctx: VaultContext, attempt: AdmittedAttempt): Promise<Beginning> {
  const startedAt = readClocks();
  const dataKey = newDataKey(ctx.ring);
  const sentAt = await ctx.database.db.$transaction((tx) => insert(tx, ctx, attempt, dataKey));
  if (sentAt !== undefined) return { kind: 'begun', exchange: { ...attempt, dataKey, sentAt, startedAt } };
  return { kind: await explainConflict(ctx, attempt) };
}

async function insert(
  tx: Tx,
  ctx: VaultContext,
  attempt: AdmittedAttempt,
  dataKey: NewDataKey,
): Promise<Date | undefined> {
  const [row] = await tx.$queryRaw<{ sentAt: Date }[]>`
    INSERT INTO public.exchanges
      (attempt_id, code_hash, customer_id, environment, client_id, profile_id, state, sent_at, deadline_at)
    VALUES (${attempt.attemptId}::uuid, ${attempt.codeHash}, ${attempt.customerId}::uuid,
      ${attempt.environment}::public.environment, ${attempt.clientId}, ${attempt.profileId}, 'sent', now(),
      now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond')
    ON CONFLICT DO NOTHING RETURNING sent_at AS "sentAt"`;
  if (row === undefined) return undefined;
  await tx.exchangeTokens.create({
    data: {
      attemptId: attempt.attemptId,
      keyId: dataKey.keyId,
      wrappedKey: new Uint8Array(dataKey.wrappedKey),
    },
    select: { attemptId: true },
  });
  return row.sentAt;
}

async function explainConflict(
  ctx: VaultContext,
  attempt: AdmittedAttempt,
): Promise<'known' | 'code_used' | 'busy'> {
  const rows = await ctx.database.db.exchange.findMany({
    where: { OR: [{ attemptId: attempt.attemptId }, { codeHash: new Uint8Array(attempt.codeHash) }] },
    select: { attemptId: true, codeHash: true },
  });
  if (rows.some((row) => row.attemptId === attempt.attemptId)) return 'known';
  return rows.some((row) => equalBytes(row.codeHash, attempt.codeHash)) ? 'code_used' : 'busy';
}
