import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { Secret } from '#lib/log/secret';
import { withClient } from '#scripts/db/roles';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { until } from '#test/until';
import { openKeyRing } from '#vault/keys/key-ring';
import { auditKeys } from './audit-keys';
import { lookThrough } from './look-through';
import { sealEntries } from './seal-entries';
import { verifyChain } from './verify-chain';

const keys = auditKeys(openKeyRing(new Secret(`k1:${Buffer.alloc(32, 5).toString('base64')}`)));

/** One cluster's transaction ids are far ahead of the other's, whatever else runs there. */
const AHEAD = 20_000;

let former: TestDatabase;
let fresh: TestDatabase;
let freshCluster: Awaited<ReturnType<typeof startTestCluster>>;
const open: Database[] = [];

beforeAll(async () => {
  former = await createTestDatabase();
  freshCluster = await startTestCluster();
  fresh = await createDatabase(freshCluster);
}, 120_000);
afterAll(async () => {
  for (const database of open) await database.close();
  await former.drop();
  await freshCluster.close();
});

function vaultOf(database: TestDatabase): Database {
  const opened = openDatabase(database.vaultUrl, { applicationName: 'test-vault', max: 3 });
  open.push(opened);
  return opened;
}

/** Spends transaction ids, as a cluster with years behind it has. */
const spendIds = (database: TestDatabase) =>
  withClient(database.ownerUrl, async (client) => {
    await client.query(`DO $$ BEGIN FOR i IN 1..${AHEAD} LOOP
      PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`);
  });

async function append({ db }: Database, count: number): Promise<void> {
  const actor = { kind: 'customer', id: 'c1', name: 'Ada', email: 'ada@example.com' } as const;
  for (let n = 1; n <= count; n += 1) {
    await appendAudit(db, { action: 'connection.connected', actor, detail: { n } });
  }
}

async function unsealed(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ left: number }>(
    `SELECT (SELECT count(*) FROM public.audit_entries)::int
       - (SELECT count(*) FROM vault.audit_seals)::int AS left`,
  );
  return rows[0]?.left ?? -1;
}

async function sealAll(database: Database): Promise<void> {
  await until('every row is sealed', async () => {
    await sealEntries(database.pool, keys);
    return (await unsealed(database)) === 0;
  });
}

/** Tables that have rows from the migrations on. */
const MADE_BY_MIGRATIONS = new Set([
  'vault.audit_epochs',
  'public.audit_actions_of_web',
  'public.audit_verification',
]);

/** What a dump and a restore carry over: the rows and where the numbers go on. */
async function move(from: TestDatabase, to: TestDatabase): Promise<void> {
  await withClient(from.ownerUrl, (source) =>
    withClient(to.ownerUrl, async (target) => {
      for (const table of await auditTables(source)) {
        const { rows } = await source.query<{ row: string }>(`SELECT t::text AS row FROM ${table} AS t`);
        // A restore is into an empty database.
        if (MADE_BY_MIGRATIONS.has(table)) await target.query(`DELETE FROM ${table}`);
        for (const { row } of rows) {
          await target.query(`INSERT INTO ${table} SELECT ($1::${table}).*`, [row]);
        }
      }
      await target.query(`SELECT setval('audit_entries_id_seq', (SELECT max(id) FROM audit_entries))`);
    }),
  );
}

async function auditTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
     WHERE tablename LIKE 'audit\\_%' ORDER BY tablename`,
  );
  return rows.map(({ name }) => name);
}

describe('an audit trail that was restored into another cluster', () => {
  it('goes on being sealed, the entries that waited for their seal first, and verifies', async () => {
    const before = vaultOf(former);
    await spendIds(former);
    await append(before, 4);
    await sealAll(before);
    await append(before, 3);
    await move(former, fresh);
    const after = vaultOf(fresh);
    expect(await unsealed(after)).toBe(3);
    await sealAll(after);
    await append(after, 5);
    await sealAll(after);
    expect(await verifyChain(after.pool, keys)).toMatchObject({ kind: 'verified', entries: 12n });
    expect(await lookThrough(after.pool, 0, '0')).toMatchObject({ hasStray: false });
  });

  it('still does not seal past a transaction that runs in the new cluster', async () => {
    const after = vaultOf(fresh);
    const slow = await after.pool.connect();
    await slow.query('BEGIN');
    await slow.query(`SELECT public.append_audit('connection.lost','system','vault',NULL,NULL,'{}',NULL)`);
    await append(after, 2);
    expect(await sealEntries(after.pool, keys)).toMatchObject({ kind: 'sealed', count: 0 });
    await slow.query('COMMIT');
    slow.release();
    await sealAll(after);
    expect(await verifyChain(after.pool, keys)).toMatchObject({ kind: 'verified', entries: 15n });
  });

  it('names an entry that was slipped in among those of the former cluster', async () => {
    const after = vaultOf(fresh);
    await withClient(fresh.ownerUrl, (owner) =>
      owner.query(`INSERT INTO public.audit_entries (epoch, txid, db_role, action, actor_kind, detail)
        SELECT epoch, txid, 'connect_vault', 'connection.lost', 'system', '{}'
        FROM public.audit_entries ORDER BY epoch, txid, id OFFSET 1 LIMIT 1`),
    );
    await sealEntries(after.pool, keys);
    expect(await verifyChain(after.pool, keys)).toMatchObject({ kind: 'broken', sequence: 3n });
    // It claims to be new, and still no sealer takes it: the alarm has to come from looking at all there are.
    expect(await lookThrough(after.pool, 0, '0')).toMatchObject({ hasStray: true });
  });

  it('goes back to the first cluster, where the ids of its first life are past', async () => {
    const before = vaultOf(former);
    const home = await createTestDatabase();
    const another = await startTestCluster();
    const away = await createDatabase(another);
    try {
      await sealAll(before);
      await move(former, away);
      const abroad = openDatabase(away.vaultUrl, { applicationName: 'test-vault', max: 2 });
      await append(abroad, 2);
      await sealAll(abroad);
      await append(abroad, 1);
      await move(away, home);
      await abroad.close();
      const back = openDatabase(home.vaultUrl, { applicationName: 'test-vault', max: 2 });
      await append(back, 2);
      await sealAll(back);
      expect(await verifyChain(back.pool, keys)).toMatchObject({ kind: 'verified', entries: 12n });
      await back.close();
    } finally {
      await another.close();
      await home.drop();
    }
  }, 120_000);
});

describe('an audit trail from before there were epochs', () => {
  it('verifies, and goes on', async () => {
    const database = await createTestDatabase();
    const vault = openDatabase(database.vaultUrl, { applicationName: 'test-vault', max: 2 });
    try {
      await append(vault, 3);
      await withClient(database.ownerUrl, async (owner) => {
        await owner.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
        await owner.query('UPDATE audit_entries SET epoch = 0');
        await owner.query('ALTER TABLE audit_entries ENABLE TRIGGER USER');
      });
      await sealAll(vault);
      await append(vault, 2);
      await sealAll(vault);
      const { rows } = await vault.pool.query('SELECT epoch FROM audit_entries ORDER BY id');
      expect(rows.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 1, 1]);
      expect(await verifyChain(vault.pool, keys)).toMatchObject({ kind: 'verified', entries: 5n });
    } finally {
      await vault.close();
      await database.drop();
    }
  });
});
