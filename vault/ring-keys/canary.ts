import { Secret } from '#lib/log/secret';
import { findKey, KeyRing } from '#vault/keys/key-ring';
import {
  type NewDataKey,
  newDataKey,
  open,
  type RecordContext,
  seal,
  unwrapDataKey,
} from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';

type Parts = Pick<VaultContext, 'database' | 'ring'>;
type Canary = { dataKey: Buffer; sealed: Buffer };

/**
 * Proves that this process's key by this id is the one that the records were sealed with: opens the record that was sealed
 * under it when it was first used, and one sealed just now. The first vault that meets a key makes its record, if the key
 * fits the grants that there are.
 *
 * @returns false when it is another key by the same id, or does not seal what it can open.
 */
export async function provesItself({ database, ring }: Parts, keyId: string): Promise<boolean> {
  if (!opens(ring, keyId, sealCanary(ring, keyId))) return false;
  const kept = await readCanary(database, keyId);
  if (kept !== undefined) return opens(ring, keyId, kept);
  if (!(await fitsGrants({ database, ring }, keyId))) return false;
  const { dataKey, sealed } = sealCanary(ring, keyId);
  await database.pool.query(
    `INSERT INTO vault.ring_canaries (ring_key, data_key, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [keyId, dataKey, sealed],
  );
  // another vault may have been first, with another key
  const first = await readCanary(database, keyId);
  return first !== undefined && opens(ring, keyId, first);
}

async function readCanary(database: Parts['database'], keyId: string): Promise<Canary | undefined> {
  const { rows } = await database.pool.query<Canary>(
    `SELECT data_key AS "dataKey", sealed FROM vault.ring_canaries WHERE ring_key = $1`,
    [keyId],
  );
  return rows[0];
}

function sealCanary(ring: KeyRing, keyId: string): Canary {
  const made: NewDataKey = newDataKey(
    new KeyRing({ primary: keyId, keys: new Map([[keyId, findKey(ring, keyId)]]) }),
  );
  const sealed = seal(made.dataKey, placeOf(keyId), new Secret(`canary of ${keyId}`));
  return { dataKey: made.wrappedKey, sealed };
}

function opens(ring: KeyRing, keyId: string, { dataKey, sealed }: Canary): boolean {
  try {
    const text = open(unwrapDataKey(ring, keyId, dataKey), placeOf(keyId), sealed).reveal();
    return text === `canary of ${keyId}`;
  } catch {
    return false;
  }
}

/** Where no record was kept yet: a wrong key must not be the first to make one. One damaged grant says nothing. */
async function fitsGrants({ database, ring }: Parts, keyId: string): Promise<boolean> {
  const { rows } = await database.pool.query<{ wrappedKey: Buffer }>(
    `SELECT wrapped_key AS "wrappedKey" FROM vault.grants WHERE key_id = $1 LIMIT 5`,
    [keyId],
  );
  return rows.length === 0 || rows.some(({ wrappedKey }) => unwraps(ring, keyId, wrappedKey));
}

function unwraps(ring: KeyRing, keyId: string, wrappedKey: Buffer): boolean {
  try {
    unwrapDataKey(ring, keyId, wrappedKey);
    return true;
  } catch {
    return false;
  }
}

function placeOf(keyId: string): RecordContext {
  return {
    environment: 'sandbox',
    clientId: '',
    subject: { kind: 'canary', id: keyId },
    ...{ customerId: '', wiseUserId: '', profileId: '' },
    field: 'canary',
    version: 1n,
  };
}
