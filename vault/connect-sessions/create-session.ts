import { appendAudit } from '#lib/audit/append';
import {
  type CreateConnectSession,
  type PartnerCreatedSession,
  SESSION_MINUTES,
} from '#lib/contract/connect-sessions';
import type { Tx } from '#lib/db/client';
import { allowedReturnUrl } from '#lib/env/return-urls';
import { AppError } from '#lib/errors/app-error';
import { sha256Bytes } from '#lib/hash/sha256';
import { SESSION_LIMITS } from '#lib/sessions/session';
import { keepExpectedFacts } from '#vault/exchanges/expected-facts';
import { randomText } from '#vault/keys/random';
import { askedBy } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';
import { customerOf } from './customer-of';

/** Clocks of two companies may differ by this much. */
const CLOCK_SECONDS = 60;

type NewSession = {
  kind: 'connect' | 'portal';
  customer: CreateConnectSession['customer'];
  environment: CreateConnectSession['environment'] | null;
  returnUrl: string;
  display: CreateConnectSession['display'];
  /** Null: now. */
  authenticatedAt: Date | null;
  connectionId: string | null;
  /** What the Wise profile is compared with. */
  expect: CreateConnectSession['expect'];
  createdBy: string;
};

/**
 * A session in which a customer of the partner's may connect Wise.
 *
 * @throws AppError RETURN_URL_NOT_ALLOWED, SIGN_IN_TOO_OLD, ENVIRONMENT_OFF, NOT_FOUND (the connection is not this customer's),
 *   CONNECTION_DISCONNECTED
 */
export async function createConnectSession(
  ctx: VaultContext,
  ask: CreateConnectSession,
  createdBy: string,
): Promise<PartnerCreatedSession> {
  if (ctx.wise.ofEnvironment(ask.environment) === undefined) throw new AppError('ENVIRONMENT_OFF');
  return create(ctx, {
    kind: 'connect',
    customer: ask.customer,
    environment: ask.environment,
    returnUrl: ask.return_url,
    display: ask.display,
    authenticatedAt: new Date(ask.authenticated_at),
    connectionId: ask.connection_id ?? null,
    expect: ask.expect,
    createdBy,
  });
}

/** A session in which a customer of the partner's may see their connections. @throws AppError RETURN_URL_NOT_ALLOWED */
export async function createPortalSession(
  ctx: VaultContext,
  ask: Pick<CreateConnectSession, 'customer' | 'return_url'>,
  createdBy: string,
): Promise<PartnerCreatedSession> {
  return create(ctx, {
    kind: 'portal',
    customer: ask.customer,
    environment: null,
    returnUrl: ask.return_url,
    display: 'redirect',
    authenticatedAt: null,
    connectionId: null,
    expect: undefined,
    createdBy,
  });
}

async function create(ctx: VaultContext, wanted: NewSession): Promise<PartnerCreatedSession> {
  const returnUrl = allowedReturnUrl(ctx.env.RETURN_URLS, wanted.returnUrl);
  if (returnUrl === undefined)
    throw new AppError('RETURN_URL_NOT_ALLOWED', { log: 'return_url is not in RETURN_URLS' });
  // 43 characters, as web's tokens are
  const token = randomText(32);
  const made = await ctx.database.db.$transaction(async (tx) => {
    await refuseOldSignIn(tx, wanted.authenticatedAt);
    const customerId = await customerOf(tx, ctx, wanted.customer);
    await refuseOtherConnection(tx, customerId, wanted);
    const [row] = await tx.$queryRaw<{ id: string; expiresAt: Date }[]>`
      INSERT INTO public.partner_sessions (kind, customer_id, external_id, environment, connection_id, return_url, display,
        created_by, authenticated_at, link_hash, link_expires_at)
      VALUES (${wanted.kind}, ${customerId}::uuid, ${wanted.customer.external_id},
        ${wanted.environment}::public.environment, ${wanted.connectionId}::uuid, ${returnUrl.href}, ${wanted.display},
        ${wanted.createdBy}, least(now(), ${wanted.authenticatedAt}::timestamptz), ${sha256Bytes(token)},
        now() + ${SESSION_MINUTES.link}::int * interval '1 minute')
      RETURNING id::text AS id, link_expires_at AS "expiresAt"`;
    if (row === undefined) throw new Error('the session was not stored');
    const { environment, expect: facts } = wanted;
    if (environment !== null)
      await keepExpectedFacts(tx, ctx, {
        customerId,
        environment,
        attemptId: null,
        sessionId: row.id,
        facts,
      });
    await appendAudit(tx, {
      action: 'partner_session.created',
      actor: askedBy(wanted.createdBy),
      ...(wanted.environment === null ? {} : { environment: wanted.environment }),
      ...(wanted.connectionId === null ? {} : { connectionId: wanted.connectionId }),
      detail: { sessionId: row.id, kind: wanted.kind, customerId },
    });
    return row;
  });
  const url = new URL('/session', ctx.env.APP_URL);
  url.searchParams.set('token', token);
  return { id: made.id, url: url.href, expires_at: made.expiresAt.toISOString() };
}

/** By the database's clock. */
async function refuseOldSignIn(tx: Tx, authenticatedAt: Date | null): Promise<void> {
  if (authenticatedAt === null) return;
  const [row] = await tx.$queryRaw<{ isRecent: boolean }[]>`
    SELECT ${authenticatedAt}::timestamptz BETWEEN now() - ${SESSION_LIMITS.customer.recentMinutes}::int * interval '1 minute'
      AND now() + ${CLOCK_SECONDS}::int * interval '1 second' AS "isRecent"`;
  if (row?.isRecent !== true)
    throw new AppError('SIGN_IN_TOO_OLD', { log: 'authenticated_at is too long ago, or to come' });
}

/** Somebody else's is as unknown as none. */
async function refuseOtherConnection(
  tx: Tx,
  customerId: string,
  { connectionId: id, environment }: NewSession,
): Promise<void> {
  if (id === null || environment === null) return;
  const connection = await tx.connection.findFirst({
    where: { id, customerId, environment },
    select: { status: true },
  });
  if (connection === null) throw new AppError('NOT_FOUND', { log: 'no such connection of this customer' });
  if (connection.status === 'disconnected') throw new AppError('CONNECTION_DISCONNECTED');
}
