import type pg from 'pg';
import type { AuditKeys } from './audit-keys';
import { inTransaction } from './in-transaction';
import { BEGINNING, type Broken, walkChain } from './walk-chain';

export type ChainVerdict =
  | { kind: 'verified'; entries: bigint; head: { sequence: bigint; mac: Uint8Array } | undefined }
  | Broken;

/**
 * A row may wait this long for its seal. One whose place in the chain is already past is nothing new at all,
 * whatever time it claims.
 */
const UNSEALED_GRACE_SECONDS = 60;

/**
 * Walks the whole chain in one snapshot and names the first place that is not as it was sealed (`walkChain`), or an entry
 * that was never sealed. Cut off at its end the chain still verifies: compare the head with one logged earlier
 * (the sealer logs it).
 */
export function verifyChain(pool: pg.Pool, keys: AuditKeys): Promise<ChainVerdict> {
  return inTransaction(pool, 'REPEATABLE READ READ ONLY', async (client) => {
    // A long history takes longer than a request may.
    await client.query(`SET LOCAL statement_timeout = '30min'`);
    const walk = await walkChain(client, keys, BEGINNING);
    if (walk.kind === 'broken') return walk;
    const unsealed = await findUnsealed(client);
    if (unsealed !== undefined) return unsealed;
    const { at } = walk;
    return { kind: 'verified', entries: at.sequence, head: at.sequence === 0n ? undefined : at };
  });
}

async function findUnsealed(client: pg.PoolClient): Promise<Broken | undefined> {
  const { rows } = await client.query<{ id: string; place: string }>(
    `SELECT e.id::text AS "id", (
       SELECT count(*) + 1 FROM vault.audit_seals s JOIN public.audit_entries sealed ON sealed.id = s.entry_id
       WHERE (sealed.epoch, sealed.txid, sealed.id) < (e.epoch, e.txid, e.id))::text AS "place"
     FROM public.audit_entries e
     WHERE (e.at < now() - make_interval(secs => ${UNSEALED_GRACE_SECONDS})
         OR (e.epoch, e.txid, e.id) < (SELECT last.epoch, last.txid, last.id FROM vault.audit_seals s
             JOIN public.audit_entries last ON last.id = s.entry_id ORDER BY s.sequence DESC LIMIT 1))
       AND NOT EXISTS (SELECT 1 FROM vault.audit_seals s WHERE s.entry_id = e.id)
     ORDER BY e.epoch, e.txid, e.id LIMIT 1`,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    kind: 'broken',
    sequence: BigInt(row.place),
    entryId: row.id,
    problem: 'the entry is not in the chain: inserted by hand, or the sealer is behind',
  };
}
