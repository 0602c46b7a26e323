import type pg from 'pg';
import type { AuditKeys } from './audit-keys';
import { CHAIN_START, type ChainedEntry, sealMac } from './chain';
import { CHAINED_COLUMNS } from './chained-columns';
import { inTransaction } from './in-transaction';

/** Any number that no other code of ours uses: one sealer at a time, over all processes. */
const SEALER_LOCK = 4_150_317_001;
const BATCH = 500;
/** Behind by more than this is an alarm: somebody holds a transaction open, or sealing fails. */
export const SEALER_LAG_SECONDS = 60;

type Head = { sequence: bigint; mac: Uint8Array; epoch: string; txid: string; entryId: string };

export type SealPass =
  | {
      kind: 'sealed';
      count: number;
      head: { sequence: bigint; mac: Uint8Array } | undefined;
      isBehind: boolean;
    }
  /** Another process seals at this moment. */
  | { kind: 'busy' };

/**
 * Chains every row that no running transaction can still slip in front of: rows whose transaction is older
 * than the oldest running one, in the order (epoch, transaction, id). That order only grows, also over a restore into
 * another cluster, so the chain needs no gaps and no second look.
 */
export async function sealEntries(pool: pg.Pool, keys: AuditKeys): Promise<SealPass> {
  let count = 0;
  for (;;) {
    const batch = await inTransaction(pool, 'READ COMMITTED', (client) => sealBatch(client, keys));
    if (batch === undefined) return { kind: 'busy' };
    count += batch.count;
    if (batch.count < BATCH) return { kind: 'sealed', count, head: batch.head, isBehind: batch.isBehind };
  }
}

/**
 * What may be sealed after the head. Running transactions write into the epoch of this very cluster alone; an entry
 * of any other was restored, or is from before there were epochs, and can have no unfinished neighbour.
 */
const SEALABLE = `
  WITH latest AS (SELECT epoch, cluster FROM vault.audit_epochs ORDER BY epoch DESC LIMIT 1),
  present AS (
    SELECT latest.epoch FROM latest, pg_control_system() AS here WHERE latest.cluster = here.system_identifier::text)
  SELECT ${CHAINED_COLUMNS} FROM public.audit_entries e
  WHERE (e.epoch, e.txid, e.id) > ($1::integer, $2::bigint, $3::bigint)
    AND (e.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      OR e.epoch IS DISTINCT FROM (SELECT epoch FROM present))
  ORDER BY e.epoch, e.txid, e.id LIMIT ${BATCH}`;

async function sealBatch(client: pg.PoolClient, keys: AuditKeys) {
  const lock = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
    SEALER_LOCK,
  ]);
  if (lock.rows[0]?.mine !== true) return undefined;
  const head = await readHead(client);
  const { rows } = await client.query<ChainedEntry>(SEALABLE, [
    head?.epoch ?? '0',
    head?.txid ?? '0',
    head?.entryId ?? '0',
  ]);
  const seals = chain(rows, head, keys);
  await client.query(
    `INSERT INTO vault.audit_seals (sequence, entry_id, key_id, mac)
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[])`,
    [
      seals.map((seal) => seal.sequence.toString()),
      seals.map((seal) => seal.entryId),
      seals.map((seal) => seal.keyId),
      seals.map((seal) => seal.mac),
    ],
  );
  const last = seals.at(-1);
  return { count: rows.length, head: last ?? head, isBehind: await isBehind(client, rows.at(-1), head) };
}

function chain(rows: readonly ChainedEntry[], head: Head | undefined, keys: AuditKeys) {
  const { keyId, key } = keys.primary();
  let sequence = head?.sequence ?? 0n;
  let previous: Uint8Array = head?.mac ?? CHAIN_START;
  return rows.map((entry) => {
    sequence += 1n;
    const mac = sealMac(key, { sequence, keyId, previous }, entry);
    previous = mac;
    return { sequence, entryId: entry.id, keyId, mac };
  });
}

/** @throws when the entry of the last seal is gone: the chain is broken, and going on would hide where. */
async function readHead(client: pg.PoolClient): Promise<Head | undefined> {
  const { rows } = await client.query<{
    sequence: string;
    mac: Buffer;
    epoch: string | null;
    txid: string | null;
    entryId: string;
  }>(
    `SELECT s.sequence::text, s.mac, e.epoch::text, e.txid::text, s.entry_id::text AS "entryId"
     FROM vault.audit_seals s LEFT JOIN public.audit_entries e ON e.id = s.entry_id
     ORDER BY s.sequence DESC LIMIT 1`,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { sequence, mac, epoch, txid, entryId } = row;
  if (epoch === null || txid === null) throw new Error(`the audit entry of seal ${sequence} is missing`);
  return { sequence: BigInt(sequence), mac, epoch, txid, entryId };
}

async function isBehind(
  client: pg.PoolClient,
  last: ChainedEntry | undefined,
  head: Head | undefined,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM public.audit_entries e
     WHERE (e.epoch, e.txid, e.id) > ($1::integer, $2::bigint, $3::bigint)
       AND e.at < now() - make_interval(secs => $4::int) LIMIT 1`,
    [
      last?.epoch ?? head?.epoch ?? '0',
      last?.txid ?? head?.txid ?? '0',
      last?.id ?? head?.entryId ?? '0',
      SEALER_LAG_SECONDS,
    ],
  );
  return rowCount === 1;
}
