import 'server-only';
import { wasClientHere, wasConnectionHere } from '#lib/access-use/was-here';
import type { ExposureFilter, Unknown } from './exposure-filter';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

type Narrowed = Pick<ExposureFilter, 'keyId' | 'connectionId' | 'clientId' | 'ringKeyId'>;

/**
 * The first of what a window is narrowed to that was never here.
 *
 * @throws AppError FORBIDDEN
 */
export async function findUnknown(
  db: Reader,
  viewer: Viewer,
  { keyId, connectionId, clientId, ringKeyId }: Narrowed,
): Promise<Unknown | undefined> {
  assertStaffMay(viewer, 'view');
  if (keyId !== undefined && !(await isApiKey(db, keyId))) return 'key';
  if (connectionId !== undefined && !(await wasConnectionHere(db, connectionId))) return 'connection';
  if (clientId !== undefined && !(await wasClientHere(db, clientId))) return 'client';
  if (ringKeyId !== undefined && !(await isRingKey(db, ringKeyId))) return 'ringKey';
  return undefined;
}

async function isApiKey(db: Reader, id: string): Promise<boolean> {
  const rows = await db.$queryRaw<object[]>`SELECT id FROM public.api_key_names WHERE id = ${id}`;
  return rows.length > 0;
}

async function isRingKey(db: Reader, id: string): Promise<boolean> {
  const rows = await db.$queryRaw<object[]>`SELECT id FROM public.ring_key_names WHERE id = ${id}`;
  return rows.length > 0;
}
