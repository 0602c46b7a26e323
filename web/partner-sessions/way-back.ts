import 'server-only';
import { appendAudit } from '#lib/audit/append';
import { SESSION_MINUTES } from '#lib/contract/connect-sessions';
import { allowedReturnUrl } from '#lib/env/return-urls';
import { sha256Bytes } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import type { PartnerSession } from '#lib/sessions/partner-session';
import { SUBMISSION_SECONDS } from '#web/attempts/limits';
import type { WebDb } from '#web/db/web-db';

/** What the partner is told, in its own address or in a message to it. */
export type Told = {
  status: 'pending' | 'confirm' | 'connected' | 'cancelled' | 'failed' | 'closed' | 'connect';
  completion_code?: string;
  reason?: string;
};

/** How a connect session stands, as far as its browser needs to know. */
export type Standing =
  /** Not back from Wise. */
  | { kind: 'open' }
  /** The vault is at it. */
  | { kind: 'waiting' }
  /** Wise said yes: the partner has to confirm. */
  | { kind: 'pending' }
  | { kind: 'over'; told: Told };

type Row = {
  outcome: string | null;
  isClaimed: boolean;
  isSubmissionOver: boolean;
  state: string | null;
  reason: string | null;
  awaitsPartner: boolean;
};

/** By its latest attempt. */
export async function standingOf(db: WebDb, sessionId: string): Promise<Standing> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT a.outcome, a.claimed_at IS NOT NULL AS "isClaimed",
           coalesce(a.claimed_at < now() - make_interval(secs => ${SUBMISSION_SECONDS}::int), false) AS "isSubmissionOver",
           e.state::text AS state, e.reason, coalesce(e.confirm_until > now(), false) AS "awaitsPartner"
      FROM public.connect_attempts a LEFT JOIN public.exchanges e ON e.attempt_id = a.id
     WHERE a.session_id = ${sessionId}::uuid ORDER BY a.created_at DESC LIMIT 1`;
  const row = rows[0];
  if (row === undefined) return { kind: 'open' };
  switch (row.state) {
    case 'connected':
      return { kind: 'over', told: { status: 'connected' } };
    case 'received':
      return { kind: row.awaitsPartner ? 'pending' : 'waiting' };
    case 'sent':
      return { kind: 'waiting' };
    case null:
      return withoutExchange(row);
    default:
      return { kind: 'over', told: { status: 'failed', reason: row.reason ?? 'interrupted' } };
  }
}

function withoutExchange({ outcome, isClaimed, isSubmissionOver }: Row): Standing {
  if (outcome === 'denied') return { kind: 'over', told: { status: 'cancelled', reason: 'denied' } };
  if (outcome !== null) return { kind: 'over', told: { status: 'failed', reason: outcome } };
  if (!isClaimed) return { kind: 'open' };
  return isSubmissionOver
    ? { kind: 'over', told: { status: 'failed', reason: 'interrupted' } }
    : { kind: 'waiting' };
}

/**
 * A completion code for the browser that has this session, in place of one that it was given before: whoever loads the page
 * again still brings a good one. None once the partner has confirmed.
 */
export async function issueCode(db: WebDb, sessionId: string): Promise<string | undefined> {
  const code = newToken();
  const changed = await db.$executeRaw`
    UPDATE public.partner_sessions SET completion_hash = ${sha256Bytes(code)},
           completion_expires_at = coalesce(completion_expires_at, now() + make_interval(mins => ${SESSION_MINUTES.confirm}::int))
     WHERE id = ${sessionId}::uuid AND confirmed_at IS NULL AND ended_at IS NULL
       AND coalesce(completion_expires_at > now(), true)`;
  return changed === 1 ? code : undefined;
}

/** Ends a session that came to nothing, with its audit row; a confirmed one stays what it is. */
export async function endSession(
  db: WebDb,
  { sessionId, kind }: Pick<PartnerSession, 'sessionId' | 'kind'>,
  { status, reason }: Told,
): Promise<void> {
  const outcome = status === 'cancelled' ? 'cancelled' : 'failed';
  await db.$transaction(async (tx) => {
    const changed = await tx.$executeRaw`
      UPDATE public.partner_sessions SET outcome = ${outcome}, reason = ${reason ?? null}, ended_at = now()
       WHERE id = ${sessionId}::uuid AND confirmed_at IS NULL AND ended_at IS NULL`;
    if (changed === 0) return;
    await appendAudit(tx, {
      action: 'partner_session.ended',
      actor: { kind: 'system', id: 'web' },
      detail: { sessionId, kind, reason: reason ?? outcome },
    });
  });
}

/** The partner's address with what it is told; undefined when the setting does not allow it any more. */
export function addressBack(
  allowed: readonly string[],
  { returnUrl, sessionId }: Pick<PartnerSession, 'returnUrl' | 'sessionId'>,
  told: Told,
): URL | undefined {
  const url = allowedReturnUrl(allowed, returnUrl);
  if (url === undefined) return undefined;
  const own = new URL(url);
  own.searchParams.set('session', sessionId);
  for (const [name, value] of Object.entries(told)) own.searchParams.set(name, value);
  return own;
}
