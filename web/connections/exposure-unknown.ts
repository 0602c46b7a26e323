import 'server-only';
import { applicationIds } from '#lib/contract/application-id';
import type { ExposureFilter, Unknown } from './exposure-filter';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/**
 * The first of what a window is narrowed to that was never here.
 *
 * @throws AppError FORBIDDEN
 */
export async function findUnknown(
  db: Reader,
  viewer: Viewer,
  { keyId = null, connectionId = null, clientId = null, ringKeyId = null }: Nullable,
): Promise<Unknown | undefined> {
  assertStaffMay(viewer, 'view');
  const ofClient = clientId === null ? [] : applicationIds(clientId);
  // the client in the order of the index: with EXISTS PostgreSQL reads the table instead, to its end when there is none
  const [row] = await db.$queryRaw<Record<Unknown, boolean>[]>`
    SELECT ${keyId}::text IS NOT NULL AND NOT EXISTS (SELECT FROM public.api_key_names WHERE id = ${keyId}) AS key,
      ${connectionId}::uuid IS NOT NULL AND NOT EXISTS (SELECT FROM public.connections WHERE id = ${connectionId}::uuid)
        AND NOT EXISTS (SELECT FROM public.access_by_day WHERE connection_id = ${connectionId}::uuid) AS connection,
      ${clientId}::text IS NOT NULL
        AND (SELECT id FROM public.connections WHERE client_id BETWEEN ${clientId} AND ${clientId} ORDER BY client_id LIMIT 1) IS NULL
        AND NOT EXISTS (SELECT FROM public.access_by_day WHERE connection_id = ANY (${ofClient}::uuid[])) AS client,
      ${ringKeyId}::text IS NOT NULL AND NOT EXISTS (SELECT FROM public.ring_key_names WHERE id = ${ringKeyId}) AS "ringKey"`;
  return UNKNOWN.find((each) => row?.[each]);
}

type Narrowed = Pick<ExposureFilter, 'keyId' | 'connectionId' | 'clientId' | 'ringKeyId'>;
type Nullable = { [Name in keyof Narrowed]: Narrowed[Name] | null };

const UNKNOWN: readonly Unknown[] = ['key', 'connection', 'client', 'ringKey'];
