import type pg from 'pg';
import type { AuditKeys } from './audit-keys';
import { CHAIN_START, type ChainedEntry, isPersonalDigest, isSameMac, sealMac } from './chain';
import { CHAINED_COLUMNS } from './chained-columns';

/** A place in the chain: after this seal. */
export type Position = { sequence: bigint; mac: Uint8Array };

export const BEGINNING: Position = { sequence: 0n, mac: CHAIN_START };

/** Where in the chain it goes wrong first; everything before it stands as it was written. */
export type Broken = { kind: 'broken'; sequence: bigint; entryId: string; problem: string };

/** An entry that is as it was sealed. */
export type SealedEntry = {
  sequence: bigint;
  keyId: string;
  mac: Buffer;
  entry: ChainedEntry;
  /** Absent where there was none, and where it was erased. */
  personal: { salt: Buffer; data: string } | undefined;
};

export type Walk = { kind: 'intact'; at: Position; isEnd: boolean } | Broken;

type SealRow = { [Column in keyof ChainedEntry]: ChainedEntry[Column] | null } & {
  sequence: string;
  entryId: string;
  keyId: string;
  mac: Buffer;
  salt: Buffer | null;
  data: string | null;
};

const BATCH = 1_000;

export type WalkOptions = {
  /** The last seal to look at. */
  until?: bigint;
  /** How many entries at most: it may go on from there another time. */
  limit?: number;
  /** Gets each batch after it was verified. */
  onVerified?: (entries: readonly SealedEntry[]) => Promise<void>;
};

/**
 * Walks the chain from a verified place on, in the caller's snapshot, and names the first entry that is not as it was
 * sealed: changed, deleted, inserted or reordered, a missing seal, a side row that does not fit its digest. An erased side
 * row is fine.
 */
export async function walkChain(
  client: Pick<pg.PoolClient, 'query'>,
  keys: AuditKeys,
  from: Position,
  { until = 9_223_372_036_854_775_807n, limit = Number.POSITIVE_INFINITY, onVerified }: WalkOptions = {},
): Promise<Walk> {
  let at = from;
  let left = limit;
  let next = readSeals(client, from.sequence, until, Math.min(BATCH, left));
  for (;;) {
    const rows = await next;
    const wanted = Math.min(BATCH, left);
    left -= rows.length;
    const isEnd = rows.length < wanted;
    // PostgreSQL reads the next ones while these are verified
    if (!isEnd && left > 0) {
      next = readSeals(client, at.sequence + BigInt(rows.length), until, Math.min(BATCH, left));
      // looked at with the next turn; there is none after a failure of this one
      next.catch(() => undefined);
    }
    const verified: SealedEntry[] = [];
    for (const row of rows) {
      const result = verify(row, at, keys);
      if ('problem' in result) return { kind: 'broken', ...result };
      verified.push(result);
      at = { sequence: result.sequence, mac: result.mac };
    }
    await onVerified?.(verified);
    if (isEnd || left <= 0) return { kind: 'intact', at, isEnd };
  }
}

type Problem = Omit<Broken, 'kind'>;

function verify(row: SealRow, previous: Position, keys: AuditKeys): SealedEntry | Problem {
  const sequence = previous.sequence + 1n;
  const { entryId, keyId, mac, salt, data } = row;
  const wrong = (problem: string): Problem => ({ sequence, entryId, problem });
  if (BigInt(row.sequence) !== sequence) return wrong(`seal ${sequence} is missing`);
  const entry = presentEntry(row);
  if (entry === undefined) return wrong('the entry was deleted');
  const key = keys.named(keyId);
  if (key === undefined) return wrong(`its seal names the key "${keyId}", which VAULT_KEYS does not have`);
  if (!isSameMac(sealMac(key, { sequence, keyId, previous: previous.mac }, entry), mac))
    return wrong('the entry, its seal or their order was changed');
  if (salt === null || data === null) return { sequence, keyId, mac, entry, personal: undefined };
  if (entry.personalDigest === null || !isPersonalDigest(entry.personalDigest, salt, data))
    return wrong('its personal data was changed');
  return { sequence, keyId, mac, entry, personal: { salt, data } };
}

function presentEntry(row: SealRow): ChainedEntry | undefined {
  const { id, at, epoch, txid, dbRole, action, actorKind, detail } = row;
  if (id === null || at === null || epoch === null || txid === null || dbRole === null) return undefined;
  if (action === null || actorKind === null || detail === null) return undefined;
  const { actorId, connectionId, environment, personalDigest } = row;
  return {
    ...{ id, at, epoch, txid, dbRole, action, actorKind, detail },
    ...{ actorId, connectionId, environment, personalDigest },
  };
}

async function readSeals(
  client: Pick<pg.PoolClient, 'query'>,
  after: bigint,
  until: bigint,
  count: number,
): Promise<SealRow[]> {
  const { rows } = await client.query<SealRow>({
    name: 'audit-walk',
    text: `SELECT s.sequence::text AS "sequence", s.entry_id::text AS "entryId", s.key_id AS "keyId", s.mac,
       p.salt, p.data::text AS "data", ${CHAINED_COLUMNS}
     FROM vault.audit_seals s
     LEFT JOIN public.audit_entries e ON e.id = s.entry_id
     LEFT JOIN public.audit_personal p ON p.entry_id = s.entry_id
     WHERE s.sequence > $1::bigint AND s.sequence <= $2::bigint ORDER BY s.sequence LIMIT $3::integer`,
    values: [after.toString(), until.toString(), count],
  });
  return rows;
}
