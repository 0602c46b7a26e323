import { appendAudit } from '#lib/audit/append';
import { AppError } from '#lib/errors/app-error';
import { askedBy } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';

/** The customer has signed out with the partner: what the portal session opened here is over. Again: nothing. @throws AppError NOT_FOUND */
export async function endPortalSession(ctx: VaultContext, sessionId: string, endedBy: string): Promise<void> {
  await ctx.database.db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ isEnded: boolean }[]>`
      SELECT ended_at IS NOT NULL AS "isEnded" FROM public.partner_sessions
      WHERE id = ${sessionId}::uuid AND kind = 'portal' FOR UPDATE`;
    if (row === undefined) throw new AppError('NOT_FOUND', { log: 'no such portal session' });
    // whoever opens it at this moment waits for the row above, and then finds it ended
    await tx.$executeRaw`DELETE FROM public.customer_sessions WHERE portal_session_id = ${sessionId}::uuid`;
    if (row.isEnded) return;
    await tx.$executeRaw`
      UPDATE public.partner_sessions SET outcome = 'ended', ended_at = now() WHERE id = ${sessionId}::uuid`;
    await appendAudit(tx, {
      action: 'partner_session.ended',
      actor: askedBy(endedBy),
      detail: { sessionId, kind: 'portal' },
    });
  });
}
