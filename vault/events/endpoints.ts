import { type Actor, appendAudit } from '#lib/audit/append';
import { type CreateEndpoint, MAX_ENDPOINTS } from '#lib/contract/event-endpoints';
import type { Database, Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { addSecret } from './endpoint-secret';
import { lockEndpoint } from './fan-out';
import { givePositions } from './give-positions';

export type Endpoint = {
  id: string;
  environment: Environment;
  url: string;
  types: string[];
  description: string;
  createdAt: Date;
  disabledAt: Date | null;
  /** `gone`: it answered 410; `asked`: the partner disabled it; `staff`: one of us did. */
  disabledReason: 'gone' | 'asked' | 'staff' | null;
  /** The newest position then: what it missed is behind it. */
  disabledAfter: string | null;
  failures: number;
  /** Up to 1,000. */
  waiting: number;
};

/** Who asks: the audit row's actor, and what they may see; null: both environments. */
export type Asker = { actor: Actor; detail: Record<string, string>; environment: Environment | null };

const COLUMNS = Prisma.sql`
  n.id::text AS id, n.environment::text AS environment, n.url, n.types, n.description, n.created_at AS "createdAt",
  n.disabled_at AS "disabledAt", n.disabled_reason AS "disabledReason", n.disabled_after::text AS "disabledAfter", n.failures,
  (SELECT count(*)::int FROM (SELECT FROM vault.event_deliveries AS d WHERE d.endpoint_id = n.id AND d.state = 'waiting'
    LIMIT 1000) AS first) AS waiting`;

const within = ({ environment }: Asker) =>
  environment === null ? Prisma.empty : Prisma.sql`AND n.environment = ${environment}::public.environment`;

/** Those of the asker's environment, oldest first. */
export function listEndpoints({ db }: Pick<Database, 'db'>, asker: Asker): Promise<Endpoint[]> {
  return db.$queryRaw<Endpoint[]>`
    SELECT ${COLUMNS} FROM vault.event_endpoints AS n WHERE true ${within(asker)} ORDER BY n.created_at, n.id`;
}

/** @throws AppError NOT_FOUND, also for one of another environment than the asker's. */
export async function findEndpoint(tx: Pick<Tx, '$queryRaw'>, id: string, asker: Asker): Promise<Endpoint> {
  const [row] = await tx.$queryRaw<Endpoint[]>`
    SELECT ${COLUMNS} FROM vault.event_endpoints AS n WHERE n.id = ${id}::uuid ${within(asker)}`;
  if (row === undefined) throw new AppError('NOT_FOUND', { log: 'no such endpoint for events' });
  return row;
}

/**
 * Takes an endpoint on, with its first secret. Whether its address leads to the internet is asked now, so that a mistake is said
 * at once, and again by each connection to it.
 *
 * @throws AppError EVENT_URL_REFUSED; ENVIRONMENT_NOT_ALLOWED; CONFLICT when there are enough.
 */
export async function createEndpoint(
  ctx: VaultContext,
  asker: Asker,
  { environment, url, types, description }: CreateEndpoint,
): Promise<{ endpoint: Endpoint; secret: Secret }> {
  if (asker.environment !== null && asker.environment !== environment)
    throw new AppError('ENVIRONMENT_NOT_ALLOWED');
  const refusal = await ctx.targets.resolve(url);
  if (refusal !== undefined) throw new AppError('EVENT_URL_REFUSED', { log: refusal });
  // what was committed before was not meant for it
  await givePositions(ctx.database);
  return ctx.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('events.endpoints'))`;
    const count = await tx.eventEndpoint.count({ where: { environment } });
    if (count >= MAX_ENDPOINTS) throw new AppError('CONFLICT', { log: 'too many endpoints for events' });
    const { id } = await tx.eventEndpoint.create({
      data: { environment, url, types: [...new Set(types)], description },
      select: { id: true },
    });
    const secret = await addSecret(tx, ctx, { endpointId: id, environment });
    await audit(tx, 'event_endpoint.created', asker, { id, environment }, { host: new URL(url).host });
    return { endpoint: await findEndpoint(tx, id, asker), secret };
  });
}

/** Nothing is sent there any more; what waits is dropped with its log and its secrets. */
export async function removeEndpoint(ctx: VaultContext, asker: Asker, id: string): Promise<void> {
  await ctx.database.db.$transaction(async (tx) => {
    const endpoint = await findEndpoint(tx, id, asker);
    await tx.$executeRaw`DELETE FROM vault.event_endpoints WHERE id = ${id}::uuid`;
    await audit(tx, 'event_endpoint.removed', asker, endpoint);
  });
}

/** Another secret. The one before signs too for so long; one that was being replaced already ends at once. */
export async function rotateSecret(
  ctx: VaultContext,
  asker: Asker,
  { id, keepOldHours }: { id: string; keepOldHours: number },
): Promise<{ secret: Secret; oldEndsAt: Date }> {
  return ctx.database.db.$transaction(async (tx) => {
    await lockEndpoint(tx, id);
    const endpoint = await findEndpoint(tx, id, asker);
    await tx.$executeRaw`
      DELETE FROM vault.event_secrets WHERE endpoint_id = ${id}::uuid AND (ends_at IS NOT NULL OR ${keepOldHours === 0})`;
    const [old] = await tx.$queryRaw<{ endsAt: Date }[]>`
      SELECT now() + ${keepOldHours}::int * interval '1 hour' AS "endsAt"`;
    if (old === undefined) throw new Error('no time');
    await tx.$executeRaw`
      UPDATE vault.event_secrets SET ends_at = ${old.endsAt}::timestamptz WHERE endpoint_id = ${id}::uuid`;
    const secret = await addSecret(tx, ctx, { endpointId: id, environment: endpoint.environment });
    await audit(tx, 'event_endpoint.secret_rotated', asker, endpoint, { keepOldHours });
    return { secret, oldEndsAt: old.endsAt };
  });
}

/**
 * Sends an event of type `test` to this endpoint alone.
 *
 * @throws AppError NOT_FOUND; CONFLICT: it is disabled
 */
export async function sendTest(tx: Tx, asker: Asker, id: string): Promise<string> {
  const endpoint = await findEndpoint(tx, id, asker);
  if (endpoint.disabledAt !== null) throw new AppError('CONFLICT', { log: 'an endpoint that is disabled' });
  const [event] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vault.events (type, environment, endpoint_id)
    VALUES ('test', ${endpoint.environment}::public.environment, ${id}::uuid) RETURNING id::text AS id`;
  if (event === undefined) throw new Error('a test was not stored');
  await audit(tx, 'event_endpoint.tested', asker, endpoint, { eventId: event.id });
  return event.id;
}

type EndpointAction =
  | 'event_endpoint.created'
  | 'event_endpoint.removed'
  | 'event_endpoint.secret_rotated'
  | 'event_endpoint.enabled'
  | 'event_endpoint.disabled'
  | 'event_endpoint.replayed'
  | 'event_endpoint.tested';

/** The audit row of an act on an endpoint. */
export function audit(
  tx: Tx,
  action: EndpointAction,
  asker: Asker,
  { id, environment }: Pick<Endpoint, 'id' | 'environment'>,
  detail: Record<string, string | number> = {},
): Promise<bigint> {
  return appendAudit(tx, {
    action,
    actor: asker.actor,
    environment,
    detail: { ...asker.detail, ...detail, endpointId: id },
  });
}
