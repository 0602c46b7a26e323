import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { RawDb } from '#lib/db/raw-over-pool';

/** What may become of a ring key, in this order; a trigger of the database refuses any other step. */
export const RING_KEY_STATES = ['pre_active', 'active', 'decrypt_only', 'destroyed'] as const;
export type RingKeyState = (typeof RING_KEY_STATES)[number];

/** A row of `vault.ring_keys`. */
export type RingKeyRow = {
  id: string;
  state: RingKeyState;
  /** null once it is destroyed. */
  wrapped: Uint8Array | null;
  /** Of a destroyed key: what verifies the seals of the audit trail that it made. */
  wrappedAudit: Uint8Array | null;
  rootProvider: string;
  rootKeyId: string;
  createdAt: Date;
  activatedAt: Date | null;
  retiredAt: Date | null;
  destroyedAt: Date | null;
  compromisedAt: Date | null;
};

const ROWS = Prisma.sql`
  SELECT id, state, wrapped, wrapped_audit AS "wrappedAudit", root_provider AS "rootProvider",
    root_key_id AS "rootKeyId", created_at AS "createdAt", activated_at AS "activatedAt", retired_at AS "retiredAt",
    destroyed_at AS "destroyedAt", compromised_at AS "compromisedAt"
  FROM vault.ring_keys ORDER BY created_at, id`;

/** Every ring key of the database, the oldest first. */
export function readRingKeys(db: RawDb): PromiseLike<RingKeyRow[]> {
  return db.$queryRaw<RingKeyRow[]>`${ROWS}`;
}

/**
 * The same, locked to the end of the transaction: two operators change keys one after the other, and no record gets a ring
 * key that is being destroyed (the trigger `refuse_destroyed_ring_key` waits for this lock).
 */
export async function lockRingKeys(tx: Tx): Promise<RingKeyRow[]> {
  await tx.$executeRaw`LOCK TABLE vault.ring_keys IN SHARE ROW EXCLUSIVE MODE`;
  return tx.$queryRaw<RingKeyRow[]>`${ROWS} FOR UPDATE`;
}
