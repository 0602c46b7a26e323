import type pg from 'pg';
import { type Actor, appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';

/** One moving of every sealed record to one ring key, as its row has it. */
export type Run = {
  id: string;
  keyId: string;
  isReencryption: boolean;
  startedAt: Date;
  startedBy: string;
  finishedAt: Date | null;
  result: RunResult | null;
  round: number;
  /** Records that were changed so far. */
  moved: number;
  /** Of this round, those that did not open or whose key is missing; of a finished run, all of its. */
  refused: number;
  unsealed: number;
};

/** `left`: no more can be done, and some records are as they were. */
export type RunResult = 'done' | 'left' | 'replaced';

/** Where a round is; all null before its first batch. */
export type Position = {
  atTable: string | null;
  atKey: string | null;
  afterId: string | null;
  /** Records of that table before `afterId` that somebody held: only a round of all keys notes them. */
  missed: readonly string[];
};

const COLUMNS = `id, to_key_id AS "keyId", is_reencryption AS "isReencryption", started_at AS "startedAt",
  started_by AS "startedBy", finished_at AS "finishedAt", result, round, moved, refused, unsealed`;

type Client = Pick<pg.Pool, 'query'>;

/** The run under way. */
export async function readOpenRun(client: Client): Promise<Run | undefined> {
  const { rows } = await client.query<Run>(`SELECT ${COLUMNS} FROM vault.rewraps WHERE finished_at IS NULL`);
  return rows[0];
}

/** The run under way or, where there is none, the latest. */
export async function readLatestRun(client: Client): Promise<Run | undefined> {
  const { rows } = await client.query<Run>(
    `SELECT ${COLUMNS} FROM vault.rewraps ORDER BY finished_at DESC NULLS FIRST LIMIT 1`,
  );
  return rows[0];
}

/**
 * Takes the run for one batch, until the transaction ends: one process works on it at a time, and a process that dies holds
 * nothing.
 *
 * @returns undefined when another has it, or it is over.
 */
export async function takeRun(client: Client, { id }: Run): Promise<(Run & Position) | undefined> {
  const { rows } = await client.query<Run & Position>(
    `SELECT ${COLUMNS}, at_table AS "atTable", at_key AS "atKey", after_id AS "afterId", missed FROM vault.rewraps
     WHERE id = $1 AND finished_at IS NULL FOR UPDATE SKIP LOCKED`,
    [id],
  );
  return rows[0];
}

/** Writes how far the run is, in the transaction that changed the records. */
export async function writeProgress(
  client: Client,
  { id }: Run,
  { atTable, atKey, afterId, missed }: Position,
  counts: { moved: number; refused: number },
): Promise<void> {
  await client.query(
    `UPDATE vault.rewraps SET at_table = $2, at_key = $3, after_id = $4, missed = $5, moved = moved + $6,
       refused = refused + $7
     WHERE id = $1`,
    [id, atTable, atKey, afterId, missed, counts.moved, counts.refused],
  );
}

/** Another round through the tables, from their beginning. */
export async function beginRound(client: Client, { id, round }: Run): Promise<void> {
  await client.query(
    `UPDATE vault.rewraps SET round = round + 1, at_table = NULL, at_key = NULL, after_id = NULL, missed = '{}',
       refused = 0,
       unsealed = CASE WHEN is_reencryption AND round = 1 THEN refused ELSE unsealed END
     WHERE id = $1 AND round = $2 AND finished_at IS NULL`,
    [id, round],
  );
}

/**
 * Closes the run with its audit entry; only the first who does so writes one.
 *
 * @param run with its round: only if it is still in that round.
 */
export async function finishRun(
  tx: Tx,
  { id, round = null }: { id: string; round?: number | null },
  result: RunResult,
  left: number,
  actor: Actor = { kind: 'system', id: 'vault' },
): Promise<boolean> {
  const [row] = await tx.$queryRaw<Pick<Run, 'keyId' | 'isReencryption' | 'moved' | 'refused'>[]>`
    UPDATE vault.rewraps SET finished_at = now(), result = ${result}, refused = greatest(refused, unsealed)
    WHERE id = ${id}::uuid AND round = coalesce(${round}::integer, round) AND finished_at IS NULL
    RETURNING to_key_id AS "keyId", is_reencryption AS "isReencryption", moved, refused`;
  if (row === undefined) return false;
  const { keyId, isReencryption, moved, refused } = row;
  const detail = { rewrapId: id, keyId, isReencryption, result, moved, refused, left };
  await appendAudit(tx, { action: 'rewrap.finished', actor, detail });
  return true;
}
