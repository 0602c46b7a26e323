import {
  type ConnectSessionStatus,
  type PartnerConnectSession,
  type PartnerPortalSession,
  type PortalSessionStatus,
  SESSION_MINUTES,
} from '#lib/contract/connect-sessions';
import type { Db } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';

type Row = {
  id: string;
  customerId: string;
  externalId: string;
  environment: Environment | null;
  createdAt: Date;
  linkExpiresAt: Date;
  isLinkOver: boolean;
  openedAt: Date | null;
  completionExpiresAt: Date | null;
  isCompletionOver: boolean;
  confirmedAt: Date | null;
  outcome: string | null;
  reason: string | null;
  /** Of its latest exchange. */
  attemptId: string | null;
  exchangeState: string | null;
  exchangeReason: string | null;
  connectionId: string | null;
  confirmUntil: Date | null;
  isAttemptOver: boolean;
  /** Of a portal session: the sign-in that it became, and whether there was one. */
  portalExpires: Date | null;
};

/** @throws AppError NOT_FOUND */
export async function readSession(
  db: Pick<Db, '$queryRaw'>,
  kind: 'connect' | 'portal',
  id: string,
): Promise<Row> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT s.id::text AS id, s.customer_id::text AS "customerId", s.external_id AS "externalId",
      s.environment::text AS environment, s.created_at AS "createdAt", s.link_expires_at AS "linkExpiresAt",
      s.link_expires_at <= now() AS "isLinkOver", s.opened_at AS "openedAt",
      s.completion_expires_at AS "completionExpiresAt",
      coalesce(s.completion_expires_at <= now(), false) AS "isCompletionOver", s.confirmed_at AS "confirmedAt",
      s.outcome, s.reason, e.attempt_id::text AS "attemptId", e.state::text AS "exchangeState",
      e.reason AS "exchangeReason", e.connection_id::text AS "connectionId", e.confirm_until AS "confirmUntil",
      coalesce(s.opened_at < now() - interval '30 minutes', false) AS "isAttemptOver", p.expires AS "portalExpires"
    FROM public.partner_sessions AS s
      LEFT JOIN LATERAL (SELECT * FROM public.exchanges AS x WHERE x.session_id = s.id
        ORDER BY x.sent_at DESC LIMIT 1) AS e ON true
      LEFT JOIN public.customer_sessions AS p ON p.portal_session_id = s.id AND p.expires > now()
    WHERE s.id = ${id}::uuid AND s.kind = ${kind}`;
  if (row === undefined) throw new AppError('NOT_FOUND', { log: `no such ${kind} session` });
  return row;
}

/** How a connect session stands, for the partner. @throws AppError NOT_FOUND */
export async function connectSessionView(
  { database }: VaultContext,
  id: string,
): Promise<PartnerConnectSession> {
  const row = await readSession(database.db, 'connect', id);
  if (row.environment === null) throw new AppError('NOT_FOUND', { log: 'a session without an environment' });
  const { status, reason } = connectStatus(row);
  return {
    id: row.id,
    status,
    reason,
    customer: { id: row.customerId, external_id: row.externalId },
    environment: row.environment,
    connection_id: status === 'connected' ? row.connectionId : null,
    created_at: row.createdAt.toISOString(),
    expires_at: stepEnd(row).toISOString(),
  };
}

/** The vault's own row of the exchange decides over all that web wrote. */
export function connectStatus(row: Row): { status: ConnectSessionStatus; reason: string | null } {
  const reason = row.exchangeReason ?? row.reason;
  switch (row.exchangeState) {
    case 'connected':
      return { status: 'connected', reason: null };
    case 'refused':
    case 'failed':
    case 'interrupted':
      return { status: 'failed', reason: row.reason ?? reason ?? 'interrupted' };
  }
  if (row.outcome !== null)
    return { status: row.outcome === 'cancelled' ? 'cancelled' : 'failed', reason: row.reason };
  if (row.confirmedAt !== null) return { status: 'confirmed', reason: null };
  if (row.confirmUntil !== null) return { status: 'pending', reason: null };
  if (row.openedAt === null) return { status: row.isLinkOver ? 'expired' : 'created', reason: null };
  const isUnderWay = row.exchangeState !== null;
  return { status: row.isAttemptOver && !isUnderWay ? 'expired' : 'opened', reason: null };
}

/** How a portal session stands, for the partner. @throws AppError NOT_FOUND */
export async function portalSessionView(ctx: VaultContext, id: string): Promise<PartnerPortalSession> {
  const row = await readSession(ctx.database.db, 'portal', id);
  const status = portalStatus(row);
  const url = new URL('/session/open', ctx.env.APP_URL);
  url.searchParams.set('session', row.id);
  return {
    id: row.id,
    status,
    customer: { id: row.customerId, external_id: row.externalId },
    url: status === 'confirmed' || status === 'open' ? url.href : null,
    created_at: row.createdAt.toISOString(),
    expires_at: (row.portalExpires ?? stepEnd(row)).toISOString(),
  };
}

function portalStatus(row: Row): PortalSessionStatus {
  if (row.outcome !== null) return 'ended';
  if (row.portalExpires !== null) return 'open';
  if (row.openedAt === null) return row.isLinkOver ? 'expired' : 'created';
  if (row.isCompletionOver) return 'expired';
  return row.confirmedAt === null ? 'pending' : 'confirmed';
}

function stepEnd(row: Row): Date {
  if (row.confirmUntil !== null) return row.confirmUntil;
  if (row.completionExpiresAt !== null) return row.completionExpiresAt;
  if (row.openedAt === null) return row.linkExpiresAt;
  return new Date(row.openedAt.getTime() + SESSION_MINUTES.portal * 60_000);
}
