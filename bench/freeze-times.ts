import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BULK_NAMED_AT_ONCE } from '#lib/contract/bulk-acts';
import { insertBulkAct, insertItems, markPreviewed, markStarted } from '#vault/bulk-acts/bulk-act-row';
import { addRun } from '#vault/bulk-acts/run-job';
import type { VaultContext } from '#vault/runtime/context';

const RUNS = 3;

/**
 * A filtered freeze, from the commit that starts it to the last connection's row in the audit trail, by a vault process that runs
 * already; three times, each with other connections: those that were made one after the other, as a filter by day finds them.
 */
export async function measureFreeze(ctx: VaultContext, ownerUrl: string, frozen: number): Promise<void> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  // its server is stopped after a failure
  owner.on('error', () => undefined);
  try {
    const { rows: staff } = await owner.query<{ id: string }>(
      `INSERT INTO staff (email, role) VALUES ('freeze@bench.example', 'operator') RETURNING id`,
    );
    for (let run = 1; run <= RUNS; run += 1) {
      const ids = await connectionIds(owner, frozen);
      if (ids.length < frozen) break;
      const began = performance.now();
      const id = await startFreeze(ctx, ids, String(staff[0]?.id));
      const started = performance.now();
      await untilFinished(owner, id);
      const took = performance.now() - started;
      const { rows } = await owner.query<{ frozen: number; trail: number; told: number }>(
        `SELECT (SELECT count(*)::int FROM connections WHERE id = ANY ($1) AND frozen_at IS NOT NULL) AS frozen,
           (SELECT count(*)::int FROM audit_entries WHERE connection_id = ANY ($1) AND action = 'connection.frozen') AS trail,
           (SELECT count(*)::int FROM vault.events WHERE connection_id = ANY ($1) AND type = 'connection.frozen') AS told`,
        [ids],
      );
      console.log(
        `freeze ${run}: list ${Math.round(started - began)} ms, freeze ${Math.round(took)} ms; ${rows[0]?.frozen} frozen, ${rows[0]?.trail} rows in the trail, ${rows[0]?.told} events`,
      );
    }
  } finally {
    await owner.end();
  }
}

async function connectionIds(owner: pg.Pool, count: number): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `SELECT id FROM connections WHERE status = 'active' AND frozen_at IS NULL
     ORDER BY created_at DESC LIMIT $1`,
    [count],
  );
  return rows.map(({ id }) => id);
}

/** As staff start it; the passkey's part of it takes some milliseconds. */
async function startFreeze(ctx: VaultContext, ids: readonly string[], staffId: string): Promise<string> {
  const { db } = ctx.database;
  const list = {
    kind: 'freeze',
    source: 'filter',
    query: '',
    ownerStaffId: null,
    createdBy: staffId,
  } as const;
  const id = await db.$transaction((tx) => insertBulkAct(tx, list));
  for (let from = 0; from < ids.length; from += BULK_NAMED_AT_ONCE)
    await db.$transaction((tx) => insertItems(tx, id, ids.slice(from, from + BULK_NAMED_AT_ONCE)));
  await db.$transaction((tx) => markPreviewed(tx, id, false), { timeout: 60_000 });
  await db.$transaction(async (tx) => {
    await markStarted(tx, id, { reason: 'bench', role: 'operator', approvalId: null });
    await addRun(tx, id);
  });
  return id;
}

async function untilFinished(owner: pg.Pool, id: string): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ state: string }>('SELECT state FROM vault.bulk_acts WHERE id = $1', [
      id,
    ]);
    if (rows[0]?.state === 'finished') return;
    await sleep(20);
  }
}
