import type pg from 'pg';
import type { AuditKeys } from './audit-keys';
import { CHAIN_START, type ChainedEntry, isPersonalDigest, isSameMac, sealMac } from './chain';
import { CHAINED_COLUMNS } from './chained-columns';
import { inTransaction } from './in-transaction';

export type ChainVerdict =
  | { kind: 'verified'; entries: bigint; head: { sequence: bigint; mac: Uint8Array } | undefined }
  | {
      kind: 'broken';
      /** Where in the chain it goes wrong first; everything before it stands as it was written. */
      sequence: bigint;
      entryId: string;
      problem: string;
    };

type SealRow = { [Column in keyof ChainedEntry]: ChainedEntry[Column] | null } & {
  sequence: string;
  entryId: string;
  keyId: string;
  mac: Buffer;
  salt: Buffer | null;
  data: string | null;
};
type Broken = Extract<ChainVerdict, { kind: 'broken' }>;

const BATCH = 1_000;
/**
 * A row may wait this long for its seal. One whose place in the chain is already past is nothing new at all,
 * whatever time it claims.
 */
const UNSEALED_GRACE_SECONDS = 60;

/**
 * Walks the whole chain in one snapshot and names the first place that is not as it was sealed: a changed,
 * deleted, inserted or reordered row, a missing seal, a side row that does not fit its digest. An erased
 * side row is fine. Cut off at its end the chain still verifies: compare the head with one logged earlier
 * (the sealer logs it).
 */
export function verifyChain(pool: pg.Pool, keys: AuditKeys): Promise<ChainVerdict> {
  return inTransaction(pool, 'REPEATABLE READ READ ONLY', async (client) => {
    // A long history takes longer than a request may.
    await client.query(`SET LOCAL statement_timeout = '30min'`);
    let sequence = 0n;
    let previous: Uint8Array = CHAIN_START;
    for (;;) {
      const rows = await readSeals(client, sequence);
      for (const row of rows) {
        sequence += 1n;
        const problem = problemOf(row, sequence, previous, keys);
        if (problem !== undefined) return { kind: 'broken', sequence, entryId: row.entryId, problem };
        previous = row.mac;
      }
      if (rows.length < BATCH) break;
    }
    const unsealed = await findUnsealed(client);
    if (unsealed !== undefined) return unsealed;
    return {
      kind: 'verified',
      entries: sequence,
      head: sequence === 0n ? undefined : { sequence, mac: previous },
    };
  });
}

function problemOf(
  row: SealRow,
  sequence: bigint,
  previous: Uint8Array,
  keys: AuditKeys,
): string | undefined {
  if (BigInt(row.sequence) !== sequence) return `seal ${sequence} is missing`;
  const entry = presentEntry(row);
  if (entry === undefined) return 'the entry was deleted';
  const key = keys.named(row.keyId);
  if (key === undefined) return `its seal names the key "${row.keyId}", which VAULT_KEYS does not have`;
  const mac = sealMac(key, { sequence, keyId: row.keyId, previous }, entry);
  if (!isSameMac(mac, row.mac)) return 'the entry, its seal or their order was changed';
  if (row.salt === null || row.data === null) return undefined;
  const isDigest =
    entry.personalDigest !== null && isPersonalDigest(entry.personalDigest, row.salt, row.data);
  return isDigest ? undefined : 'its personal data was changed';
}

function presentEntry(row: SealRow): ChainedEntry | undefined {
  const { id, at, epoch, txid, dbRole, action, actorKind, detail } = row;
  if (id === null || at === null || epoch === null || txid === null || dbRole === null) return undefined;
  if (action === null || actorKind === null || detail === null) return undefined;
  const { actorId, connectionId, environment, personalDigest } = row;
  return {
    id,
    at,
    epoch,
    txid,
    dbRole,
    action,
    actorKind,
    detail,
    actorId,
    connectionId,
    environment,
    personalDigest,
  };
}

async function readSeals(client: pg.PoolClient, after: bigint): Promise<SealRow[]> {
  const { rows } = await client.query<SealRow>(
    `SELECT s.sequence::text AS "sequence", s.entry_id::text AS "entryId", s.key_id AS "keyId", s.mac,
       p.salt, p.data::text AS "data", ${CHAINED_COLUMNS}
     FROM vault.audit_seals s
     LEFT JOIN public.audit_entries e ON e.id = s.entry_id
     LEFT JOIN public.audit_personal p ON p.entry_id = s.entry_id
     WHERE s.sequence > $1::bigint ORDER BY s.sequence LIMIT ${BATCH}`,
    [after.toString()],
  );
  return rows;
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
