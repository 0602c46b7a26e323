import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';

/** A vault that was not seen for so long is no longer counted: it has stopped, or reads the ring keys anew before it goes on. */
export const LIVE_SECONDS = 30;

/** What a vault process has shown. */
export type Holder = {
  owner: string;
  /** Ring keys that it has opened. */
  held: string[];
  /** Those of its VAULT_KEYS. */
  fromSettings: string[];
  sealsWith: string | null;
  /** What it knows of its root key provider; null: not asked yet. */
  root: 'none' | 'works' | 'away' | null;
  startedAt: Date;
  seenAt: Date;
};

/** The vault processes that live. */
export function readHolders(db: Pick<Tx, '$queryRaw'>): Promise<Holder[]> {
  return db.$queryRaw<Holder[]>`
    SELECT owner, held, from_settings AS "fromSettings", seals_with AS "sealsWith", root, started_at AS "startedAt",
      seen_at AS "seenAt"
    FROM vault.ring_holders WHERE seen_at > now() - ${LIVE_SECONDS} * interval '1 second' ORDER BY started_at, owner`;
}

/** Says that this vault lives, and what it can open. */
export async function reportHolder(
  { database, owner }: Pick<VaultContext, 'database' | 'owner'>,
  { held, fromSettings, sealsWith, root }: Pick<Holder, 'held' | 'fromSettings' | 'sealsWith' | 'root'>,
): Promise<void> {
  await database.pool.query(
    `INSERT INTO vault.ring_holders (owner, held, from_settings, seals_with, root) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (owner) DO UPDATE SET held = $2, from_settings = $3, seals_with = $4, root = $5, seen_at = now()`,
    [owner, held, fromSettings, sealsWith, root],
  );
}

/** A vault that stops is waited for no more. Also forgets those that were not seen for a day. */
export async function forgetHolder({
  database,
  owner,
}: Pick<VaultContext, 'database' | 'owner'>): Promise<void> {
  await database.pool.query(
    `DELETE FROM vault.ring_holders WHERE owner = $1 OR seen_at < now() - interval '1 day'`,
    [owner],
  );
}
