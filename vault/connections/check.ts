import { setTimeout as sleep } from 'node:timers/promises';
import { type Actor, appendAudit } from '#lib/audit/append';
import type { CheckAnswerOnTheWire, SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import type { RefreshResult } from '#vault/grants/lease';
import { refreshGrant } from '#vault/grants/refresh';
import type { VaultContext } from '#vault/runtime/context';
import { authorise } from './authorise';
import { claimCheck, markCheckUnavailable } from './connection-row';

const POLL_MS = 200;
const CANNOT_OPEN: readonly ErrorCode[] = ['RECORD_REFUSED', 'KEY_UNKNOWN'];

/**
 * "Check now": one refresh, which proves the connection, at most once per connection and CHECK_WINDOW_SECONDS over
 * all processes and by the database's clock; within that time the last result stands. Who asked Wise, and what came of
 * it, is in the audit trail.
 *
 * @throws AppError as `authorise`.
 */
export async function checkConnection(
  ctx: VaultContext,
  ask: { session: SessionClaim; connectionId: string },
): Promise<CheckAnswerOnTheWire> {
  const { connectionId } = ask;
  const { actor } = await authorise(ctx, ask.session, 'check', connectionId);
  return checkAs(ctx, { actor, connectionId });
}

type Checking = {
  actor: Actor;
  connectionId: string;
  /** For the row of the trail. */
  detail?: Record<string, string>;
  /** The call to Wise has a permit of the refresh rate. */
  isPermitted?: boolean;
};

/** The same for a caller that knows that the actor may. */
export async function checkAs(
  ctx: VaultContext,
  { actor, connectionId, detail, isPermitted = false }: Checking,
): Promise<CheckAnswerOnTheWire> {
  const { db } = ctx.database;
  if (!(await claimCheck(db, connectionId, ctx.deadlines.checkWindowMs)))
    return readAnswer(ctx, connectionId, 'recent');
  const answer = await look(ctx, connectionId, isPermitted);
  const { environment } = await db.connection.findUniqueOrThrow({
    where: { id: connectionId },
    select: { environment: true },
  });
  await appendAudit(db, {
    action: 'connection.checked',
    actor,
    connectionId,
    environment,
    detail: { result: answer.result, ...detail },
  });
  return answer;
}

async function look(
  ctx: VaultContext,
  connectionId: string,
  isPermitted: boolean,
): Promise<CheckAnswerOnTheWire> {
  const { db } = ctx.database;
  const deadline = performance.now() + ctx.deadlines.checkWaitMs;
  const refresh = ctx.tasks.run('check', () => refreshUntil(ctx, { connectionId, isPermitted, deadline }));
  // The refresh goes on when we answer first: a half-done one must not be cut off.
  const result = await Promise.race([refresh, sleep(ctx.deadlines.checkWaitMs, undefined, { ref: false })]);
  if (result?.kind === 'refreshed') return readAnswer(ctx, connectionId, 'healthy');
  if (result?.kind === 'unavailable' || result?.kind === 'breaker_open')
    await markCheckUnavailable(db, connectionId);
  const isRefused = await isOurClientRefused(ctx, connectionId);
  return readAnswer(ctx, connectionId, isRefused ? 'client_refused' : 'unavailable');
}

/** Somebody else's refresh proves the connection as well as ours: wait for it, then look again. */
async function refreshUntil(
  ctx: VaultContext,
  { connectionId, isPermitted, deadline }: { connectionId: string; isPermitted: boolean; deadline: number },
): Promise<RefreshResult> {
  for (;;) {
    const result = await refreshOnce(ctx, connectionId, isPermitted);
    if (result.kind !== 'busy' || performance.now() + POLL_MS > deadline) return result;
    await sleep(POLL_MS);
  }
}

/** A record that is refused, or whose key is missing, has raised its alarm already; for the person it is "cannot say now". */
async function refreshOnce(
  ctx: VaultContext,
  connectionId: string,
  isPermitted: boolean,
): Promise<RefreshResult> {
  try {
    return await refreshGrant(ctx, connectionId, { why: 'check', isPermitted });
  } catch (error) {
    if (!(error instanceof AppError) || !CANNOT_OPEN.includes(error.code)) throw error;
    return { kind: 'unavailable', retryAfterSeconds: 60 };
  }
}

/** From the alarm and not from this refresh: while it is open, refreshes pause and are not even sent. */
async function isOurClientRefused(ctx: VaultContext, connectionId: string): Promise<boolean> {
  const [row] = await ctx.database.db.$queryRaw<{ isRefused: boolean }[]>`
    SELECT EXISTS (SELECT FROM public.alarms AS a JOIN public.connections AS c ON c.environment = a.environment
      WHERE c.id = ${connectionId}::uuid AND a.code = 'wise_client_refused' AND a.cleared_at IS NULL
    ) AS "isRefused"`;
  return row?.isRefused === true;
}

/** The status of the row wins over what the refresh said: it may have changed hands meanwhile. */
async function readAnswer(
  ctx: VaultContext,
  connectionId: string,
  result: 'healthy' | 'unavailable' | 'client_refused' | 'recent',
): Promise<CheckAnswerOnTheWire> {
  const row = await ctx.database.db.connection.findUniqueOrThrow({
    where: { id: connectionId },
    select: { status: true, frozenAt: true, lastCheck: true, lastCheckedAt: true },
  });
  const standing = row.frozenAt === null ? result : 'frozen';
  return {
    result: row.status === 'active' ? standing : row.status,
    lastCheck: row.lastCheck,
    lastCheckedAt: row.lastCheckedAt?.toISOString() ?? null,
  };
}
