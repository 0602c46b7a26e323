import type pg from 'pg';
import type { SigningKey } from '#vault/keys/signing-key';
import type { AuditKeys } from './audit-keys';
import { ExportLines } from './export-lines';
import { inTransaction } from './in-transaction';
import { BEGINNING, type Broken, type Position, walkChain } from './walk-chain';

export type ExportOrder = {
  /** Entries that were sealed from then on, and before then; each the whole trail where it is absent. */
  from?: Date;
  to?: Date;
  /** Names, addresses and free text; without them an entry has their digest alone. */
  isWithPersonal: boolean;
};

export type ExportResult = { kind: 'exported'; entries: number; head: Position } | Broken;

type Client = Pick<pg.PoolClient, 'query'>;
type Source = { pool: pg.Pool; keys: AuditKeys; signer: SigningKey };

type Write = (text: string) => Promise<void>;

/**
 * Writes a part of the trail, in one snapshot, each entry after its seal was verified. Where one is not as it was sealed the
 * export stops without its last line, so that it is taken for nothing whole.
 *
 * @param write takes text as fast as its reader does.
 */
export function exportTrail(source: Source, order: ExportOrder, write: Write): Promise<ExportResult> {
  return inTransaction(source.pool, 'REPEATABLE READ READ ONLY', async (client) => {
    await client.query(`SET LOCAL statement_timeout = '30min'`);
    return writeLines(client, source, order, write);
  });
}

/**
 * The same up to the seal that is the last one now, in a statement a piece: a reader who takes an hour must hold no snapshot, for
 * sealing waits for the oldest one. What was sealed does not change; what is erased meanwhile is missing, as it would be later.
 */
export async function exportInPieces(
  source: Source,
  order: ExportOrder,
  write: Write,
): Promise<ExportResult> {
  return writeLines(source.pool, source, order, write);
}

async function writeLines(
  client: Client,
  { keys, signer }: Source,
  { from, to, isWithPersonal }: ExportOrder,
  write: Write,
): Promise<ExportResult> {
  const after = from === undefined ? BEGINNING : await lastBefore(client, from);
  const until = to === undefined ? await lastSequence(client) : (await lastBefore(client, to)).sequence;
  const lines = new ExportLines(signer);
  const about = {
    madeAt: new Date().toISOString(),
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
    personal: isWithPersonal,
  };
  await write(lines.begin(after, about));
  const walk = await walkChain(client, keys, after, {
    until,
    onVerified: (entries) =>
      entries.length === 0
        ? Promise.resolve()
        : write(entries.map((entry) => lines.entry(entry, isWithPersonal)).join('')),
  });
  if (walk.kind === 'broken') return walk;
  await write(lines.end(walk.at));
  return { kind: 'exported', entries: lines.entries, head: walk.at };
}

async function lastSequence(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ last: string | null }>(
    'SELECT max(sequence)::text AS last FROM vault.audit_seals',
  );
  return BigInt(rows[0]?.last ?? 0);
}

/** The last seal that was made before a time: seals are made in their order. */
async function lastBefore(client: Client, time: Date): Promise<Position> {
  const { rows } = await client.query<{ sequence: string; mac: Buffer }>(
    // "ORDER BY sequence" alone would be by the text of the column that is selected: 9 after 10
    `SELECT s.sequence::text, s.mac FROM vault.audit_seals AS s WHERE s.sealed_at < $1::timestamptz
     ORDER BY s.sequence DESC LIMIT 1`,
    [time.toISOString()],
  );
  const [row] = rows;
  return row === undefined ? BEGINNING : { sequence: BigInt(row.sequence), mac: row.mac };
}
