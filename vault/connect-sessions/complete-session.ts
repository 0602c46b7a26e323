import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { equalBytes } from '#lib/hash/compare';
import { sha256Bytes } from '#lib/hash/sha256';
import { letGoOn } from '#vault/exchanges/await-confirmation';
import { waitForExchange } from '#vault/exchanges/read-exchange';
import { takeUp } from '#vault/exchanges/recover-exchanges';
import { askedBy } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';

type Completion = {
  kind: 'connect' | 'portal';
  sessionId: string;
  code: string;
  /** Whom the partner sees in the browser that brought the code. */
  externalId: string;
  confirmedBy: string;
};

type Row = {
  externalId: string;
  completionHash: Uint8Array | null;
  isCodeOver: boolean;
  isConfirmed: boolean;
  isEnded: boolean;
  /** Of the exchange that waits for this. */
  attemptId: string | null;
};

type Verdict = { attemptId: string | null } | AppError;

/**
 * The partner's back end says who came back: once, with the code of this session and the id of its own customer. From then on
 * the exchange goes on; this waits a while for the connection.
 *
 * @throws AppError NOT_FOUND, COMPLETION_CODE_REFUSED, COMPLETION_CODE_USED, SESSION_OVER
 */
export async function completeSession(ctx: VaultContext, completion: Completion): Promise<void> {
  const verdict = await ctx.database.db.$transaction((tx) => confirm(tx, completion));
  if (verdict instanceof AppError) {
    // what waited is revoked now, and not in ten minutes
    if (verdict.code === 'COMPLETION_CODE_REFUSED') await goOn(ctx, completion.sessionId);
    throw verdict;
  }
  if (completion.kind === 'portal') return;
  await goOn(ctx, completion.sessionId);
  if (verdict.attemptId !== null)
    await waitForExchange(ctx, verdict.attemptId, ctx.deadlines.exchangeAnswerMs);
}

/** A refusal is returned, so that what it writes is committed. */
async function confirm(
  tx: Tx,
  { kind, sessionId, code, externalId, confirmedBy }: Completion,
): Promise<Verdict> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT s.external_id AS "externalId", s.completion_hash AS "completionHash",
      coalesce(s.completion_expires_at <= now(), true) AS "isCodeOver", s.confirmed_at IS NOT NULL AS "isConfirmed",
      s.ended_at IS NOT NULL AS "isEnded",
      (SELECT e.attempt_id::text FROM public.exchanges AS e WHERE e.session_id = s.id AND e.state = 'received'
        AND e.confirm_until > now() LIMIT 1) AS "attemptId"
    FROM public.partner_sessions AS s WHERE s.id = ${sessionId}::uuid AND s.kind = ${kind} FOR UPDATE`;
  if (row === undefined) return new AppError('NOT_FOUND', { log: `no such ${kind} session` });
  const isCode = row.completionHash !== null && equalBytes(row.completionHash, sha256Bytes(code));
  if (!isCode) return new AppError('COMPLETION_CODE_REFUSED', { log: 'not the code of this session' });
  const audit = { actor: askedBy(confirmedBy), detail: { sessionId, kind } };
  if (row.isEnded) return new AppError('SESSION_OVER', { log: 'the session has ended' });
  if (row.externalId !== externalId) {
    if (row.isConfirmed)
      return new AppError('COMPLETION_CODE_USED', { log: 'and another customer brings it' });
    await tx.$executeRaw`
      UPDATE public.partner_sessions SET outcome = 'failed', reason = 'unconfirmed', ended_at = now()
      WHERE id = ${sessionId}::uuid`;
    await letGoOn(tx, sessionId);
    await appendAudit(tx, { action: 'partner_session.refused', ...audit });
    return new AppError('COMPLETION_CODE_REFUSED', { log: 'another customer brought the code' });
  }
  if (row.isConfirmed) return new AppError('COMPLETION_CODE_USED');
  if (row.isCodeOver || (kind === 'connect' && row.attemptId === null))
    return new AppError('SESSION_OVER', { log: 'too late to confirm' });
  await tx.$executeRaw`
    UPDATE public.partner_sessions SET confirmed_at = now() WHERE id = ${sessionId}::uuid`;
  await letGoOn(tx, sessionId);
  await appendAudit(tx, { action: 'partner_session.confirmed', ...audit });
  return { attemptId: row.attemptId };
}

/** At once, where this process can; the recovery loop does it else. */
async function goOn(ctx: VaultContext, sessionId: string): Promise<void> {
  const rows = await ctx.database.db.exchange.findMany({
    where: { sessionId, state: 'received' },
    select: { attemptId: true },
  });
  for (const { attemptId } of rows) {
    ctx.tasks.start('connect session', () => takeUp(ctx, attemptId));
  }
}
