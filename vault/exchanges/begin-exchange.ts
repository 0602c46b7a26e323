import { type Clocks, readClocks } from '#vault/grants/claim-lease';
import { equalBytes } from '#vault/keys/compare';
import { type NewDataKey, newDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';
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
  if (await hasExchange(ctx, attempt.attemptId)) return { kind: 'known' };
  const startedAt = readClocks();
  const dataKey = newDataKey(ctx.ring);
  const { rows } = await ctx.database.pool.query<{ sentAt: Date }>({
    ...BEGIN,
    values: [
      attempt.attemptId,
      attempt.codeHash,
      attempt.customerId,
      attempt.environment,
      attempt.clientId,
      attempt.profileId,
      ctx.deadlines.leaseMs,
      dataKey.keyId,
      dataKey.wrappedKey,
    ],
  });
  const sentAt = rows[0]?.sentAt;
  if (sentAt !== undefined) return { kind: 'begun', exchange: { ...attempt, dataKey, sentAt, startedAt } };
  return { kind: await explainConflict(ctx, attempt) };
}

/** One statement, so one transaction: no row of one table without the other. */
const BEGIN = {
  name: 'exchange-begin',
  text: `
    WITH begun AS (
      INSERT INTO public.exchanges
        (attempt_id, code_hash, customer_id, environment, client_id, profile_id, state, sent_at, deadline_at)
      VALUES ($1, $2, $3, $4, $5, $6, 'sent', now(), now() + $7::float8 * interval '1 millisecond')
      ON CONFLICT DO NOTHING RETURNING attempt_id, sent_at),
    prepared AS (
      INSERT INTO vault.exchange_tokens (attempt_id, key_id, wrapped_key)
      SELECT attempt_id, $8, $9 FROM begun RETURNING attempt_id)
    SELECT begun.sent_at AS "sentAt" FROM begun JOIN prepared USING (attempt_id)`,
};

/** Whether the attempt has its row; the cheap question before the write. */
export async function hasExchange(ctx: VaultContext, attemptId: string): Promise<boolean> {
  const row = await ctx.database.db.exchange.findUnique({
    where: { attemptId },
    select: { attemptId: true },
  });
  return row !== null;
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
