import type pg from 'pg';
import { equalBytes } from '#lib/hash/compare';
import type { AuditKeys } from './audit-keys';
import { CHAIN_START, type ChainedEntry, isPersonalDigest, sealMac } from './chain';
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
  /** In hex. */
  mac: string;
  entry: ChainedEntry;
  /** Absent where there was none, and where it was erased. */
  personal: { salt: string; data: string } | undefined;
};

export type Walk = { kind: 'intact'; at: Position; isEnd: boolean } | Broken;

/** As `readSeals` asks for them; what belongs to the entry is null where that is gone. */
type SealRow = [
  sequence: string,
  entryId: string,
  keyId: string,
  mac: string,
  salt: string | null,
  data: string | null,
  ...entry: (string | null)[],
];

/** More at a time take more memory and no less time. */
const BATCH = 250;

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
      verified.push(result.sealed);
      at = result.at;
    }
    await onVerified?.(verified);
    if (isEnd || left <= 0) return { kind: 'intact', at, isEnd };
  }
}

type Problem = Omit<Broken, 'kind'>;
type Verified = { sealed: SealedEntry; at: Position };

function verify(row: SealRow, previous: Position, keys: AuditKeys): Verified | Problem {
  const sequence = previous.sequence + 1n;
  const [claimed, entryId, keyId, mac, salt, data] = row;
  const wrong = (problem: string): Problem => ({ sequence, entryId, problem });
  if (BigInt(claimed) !== sequence) return wrong(`seal ${sequence} is missing`);
  const entry = presentEntry(row);
  if (entry === undefined) return wrong('the entry was deleted');
  const key = keys.named(keyId);
  if (key === undefined) return wrong(`its seal names the key "${keyId}", which VAULT_KEYS does not have`);
  const made = sealMac(key, { sequence, keyId, previous: previous.mac }, entry);
  if (!equalBytes(made, Buffer.from(mac, 'hex')))
    return wrong('the entry, its seal or their order was changed');
  const at = { sequence, mac: made };
  if (salt === null || data === null)
    return { at, sealed: { sequence, keyId, mac, entry, personal: undefined } };
  if (entry.personalDigest === null || !isPersonalDigest(entry.personalDigest, salt, data))
    return wrong('its personal data was changed');
  return { at, sealed: { sequence, keyId, mac, entry, personal: { salt, data } } };
}

function presentEntry(row: SealRow): ChainedEntry | undefined {
  // in the order of CHAINED_COLUMNS
  const [, , , , , , id, at, epoch, txid, dbRole, action, actorKind] = row;
  const [actorId = null, connectionId = null, environment = null, detail, personalDigest = null] =
    row.slice(13);
  if (id == null || at == null || epoch == null || txid == null || dbRole == null) return undefined;
  if (action == null || actorKind == null || detail == null) return undefined;
  return {
    id,
    at,
    epoch,
    txid,
    dbRole,
    action,
    actorKind,
    actorId,
    connectionId,
    environment,
    detail,
    personalDigest,
  };
}

/** Every column as PostgreSQL's own text. */
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

async function readSeals(
  client: Pick<pg.PoolClient, 'query'>,
  after: bigint,
  until: bigint,
  count: number,
): Promise<SealRow[]> {
  const { rows } = await client.query<SealRow>({
    name: 'audit-walk',
    rowMode: 'array',
    types: AS_TEXT,
    text: `SELECT s.sequence, s.entry_id, s.key_id, encode(s.mac, 'hex'), encode(p.salt, 'hex'), p.data,
       ${CHAINED_COLUMNS}
     FROM vault.audit_seals s
     LEFT JOIN public.audit_entries e ON e.id = s.entry_id
     LEFT JOIN public.audit_personal p ON p.entry_id = s.entry_id
     WHERE s.sequence > $1::bigint AND s.sequence <= $2::bigint ORDER BY s.sequence LIMIT $3::integer`,
    values: [after.toString(), until.toString(), count],
  });
  return rows;
}
