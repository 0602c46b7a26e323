import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

/**
 * `failing`: it took nothing of what was sent last; `gone`: it answered 410; `stopped_by_partner`, `stopped_by_staff`: somebody
 * disabled it.
 */
export type EndpointState = 'enabled' | 'failing' | 'gone' | 'stopped_by_partner' | 'stopped_by_staff';

/** An address of the partner's that events are sent to. Its secrets are the vault's alone. */
export type EventEndpoint = {
  id: string;
  environment: Environment;
  /** Without what stands behind a question mark. */
  address: string;
  description: string;
  /** Empty: all. */
  types: string[];
  createdAt: Date;
  state: EndpointState;
  /** Since it is in this state; null: it is enabled. */
  since: Date | null;
  /** Nothing is sent there before. */
  restsUntil: Date | null;
  lastDeliveredAt: Date | null;
  waiting: number;
  waitingSince: Date | null;
  givenUp: number;
  /** What happened while it is disabled. */
  missed: number;
};

const SELECT = Prisma.sql`
  SELECT id::text AS id, environment::text AS environment, address, description, types, created_at AS "createdAt",
    CASE WHEN disabled_reason = 'gone' THEN 'gone' WHEN disabled_reason = 'staff' THEN 'stopped_by_staff'
      WHEN disabled_at IS NOT NULL THEN 'stopped_by_partner' WHEN failures > 0 THEN 'failing' ELSE 'enabled' END AS state,
    coalesce(disabled_at, CASE WHEN failures > 0 THEN failing_since END) AS since,
    CASE WHEN disabled_at IS NULL AND rest_until > now() THEN rest_until END AS "restsUntil",
    last_delivered_at AS "lastDeliveredAt", waiting, waiting_since AS "waitingSince", given_up AS "givenUp", missed
  FROM public.partner_event_endpoints`;

/**
 * Where events are sent to, oldest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listEndpoints(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  environment: Environment | undefined,
): Promise<EventEndpoint[]> {
  assertStaffMay(viewer, 'view');
  const within =
    environment === undefined
      ? Prisma.empty
      : Prisma.sql`WHERE environment = ${environment}::public.environment`;
  return db.$queryRaw<EventEndpoint[]>`${SELECT} ${within} ORDER BY created_at, id`;
}

/**
 * One of them, or undefined when there is none with this id.
 *
 * @throws AppError FORBIDDEN
 */
export async function findEndpoint(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  id: string,
): Promise<EventEndpoint | undefined> {
  assertStaffMay(viewer, 'view');
  const endpointId = readUuid(id);
  if (endpointId === undefined) return undefined;
  const [row] = await db.$queryRaw<EventEndpoint[]>`${SELECT} WHERE id = ${endpointId}::uuid`;
  return row;
}
