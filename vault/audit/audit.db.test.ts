import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type AuditEvent, appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { Secret } from '#lib/log/secret';
import { roleUrl, withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { until } from '#test/until';
import { openKeyRing } from '#vault/keys/key-ring';
import { auditKeys } from './audit-keys';
import { sealEntries } from './seal-entries';
import { verifyChain } from './verify-chain';

const keys = auditKeys(openKeyRing(new Secret(`k1:${Buffer.alloc(32, 5).toString('base64')}`)));
let test: TestDatabase;
let vault: Database;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  vault = openDatabase(test.vaultUrl, { applicationName: 'test-vault', max: 4 });
  web = openDatabase(test.webUrl, { applicationName: 'test-web', max: 2 });
});
afterAll(async () => {
  await vault.close();
  await web.close();
  await test.drop();
});

/** What only the owner of the database could do, past the triggers. */
const asOwner = (...statements: string[]) =>
  withClient(test.ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('ALTER TABLE public.audit_entries DISABLE TRIGGER USER');
    await client.query('ALTER TABLE vault.audit_seals DISABLE TRIGGER USER');
    for (const statement of statements) await client.query(statement);
    await client.query('ALTER TABLE public.audit_entries ENABLE TRIGGER USER');
    await client.query('ALTER TABLE vault.audit_seals ENABLE TRIGGER USER');
    await client.query('COMMIT');
  });

const event = (n: number): AuditEvent => ({
  action: 'connection.connected',
  actor: { kind: 'customer', id: `c${n}`, name: `Ada ${n}`, email: `ada${n}@example.com` },
  environment: 'sandbox',
  detail: { n },
});

async function append(count: number): Promise<bigint[]> {
  const ids: bigint[] = [];
  for (let n = 1; n <= count; n += 1) ids.push(await appendAudit(vault.db, event(n)));
  return ids;
}

/**
 * Seals until nothing is left: the oldest running transaction is the server's, so that another test file's can
 * hold back a pass.
 */
async function sealAll(): Promise<void> {
  await until('every row is sealed', async () => {
    await sealEntries(vault.pool, keys);
    const { rows } = await vault.pool.query<{ left: number }>(
      `SELECT (SELECT count(*) FROM public.audit_entries)::int
         - (SELECT count(*) FROM vault.audit_seals)::int AS left`,
    );
    return rows[0]?.left === 0;
  });
}

const databaseOf = ({ vaultUrl }: TestDatabase) => new URL(vaultUrl).pathname.slice(1);

const verdict = () => verifyChain(vault.pool, keys);

beforeEach(async () => {
  await asOwner(
    'DELETE FROM vault.audit_seals',
    'DELETE FROM public.audit_personal',
    'DELETE FROM public.audit_entries',
  );
});

describe('the sealed audit chain', () => {
  it('verifies what was written the proper way, over several passes and two sealers at once', async () => {
    await append(7);
    await Promise.all([sealAll(), sealAll()]);
    await append(5);
    await sealAll();
    expect(await verdict()).toMatchObject({ kind: 'verified', entries: 12n, head: { sequence: 12n } });
  });

  it('does not seal past a transaction that still runs, so that a late commit finds its place', async () => {
    const slow = await vault.pool.connect();
    await slow.query('BEGIN');
    await slow.query(`SELECT public.append_audit('connection.lost','system','vault',NULL,NULL,'{}',NULL)`);
    await append(3);
    expect(await sealEntries(vault.pool, keys)).toMatchObject({ kind: 'sealed', count: 0, isBehind: false });
    await slow.query('COMMIT');
    slow.release();
    await sealAll();
    expect(await verdict()).toMatchObject({ kind: 'verified', entries: 4n });
  });

  it('says that it is behind when a row waits for more than a minute', async () => {
    const slow = await vault.pool.connect();
    await slow.query('BEGIN');
    await slow.query('SELECT pg_current_xact_id()');
    const [id] = await append(1);
    await asOwner(`UPDATE public.audit_entries SET at = at - interval '2 minutes' WHERE id = ${id}`);
    expect(await sealEntries(vault.pool, keys)).toMatchObject({ count: 0, isBehind: true });
    await slow.query('ROLLBACK');
    slow.release();
    await sealAll();
    expect(await sealEntries(vault.pool, keys)).toMatchObject({ count: 0, isBehind: false });
  });

  it('accepts an erased side row: the chain covers its salted digest only', async () => {
    const ids = await append(3);
    await sealAll();
    await asOwner(`DELETE FROM public.audit_personal WHERE entry_id = ${ids[1]}`);
    expect(await verdict()).toMatchObject({ kind: 'verified' });
  });
});

describe('verifying names the first bad sequence', () => {
  const columns = [
    `at = at + interval '1 microsecond'`,
    'epoch = epoch + 1',
    'epoch = 0',
    'txid = txid + 1',
    `db_role = 'connect_web'`,
    `action = 'connection.lost'`,
    `actor_kind = 'staff'`,
    'actor_id = NULL',
    'connection_id = gen_random_uuid()',
    `environment = 'production'`,
    `detail = '{"n": 99}'`,
    `personal_digest = sha256('other')`,
  ];
  it.each(columns)('when the owner of the database changes an entry: %s', async (change) => {
    const ids = await append(5);
    await sealAll();
    await asOwner(`UPDATE public.audit_entries SET ${change} WHERE id = ${ids[2]}`);
    expect(await verdict()).toMatchObject({ kind: 'broken', sequence: 3n, entryId: String(ids[2]) });
  });

  it('when an entry is deleted, and the sealer does not paper over it', async () => {
    const ids = await append(5);
    await sealAll();
    await asOwner(
      `DELETE FROM public.audit_personal WHERE entry_id = ${ids[4]}`,
      `DELETE FROM public.audit_entries WHERE id = ${ids[4]}`,
    );
    expect(await verdict()).toMatchObject({ kind: 'broken', sequence: 5n, problem: 'the entry was deleted' });
    await append(1);
    await expect(sealEntries(vault.pool, keys)).rejects.toThrow('missing');
  });

  it('when an entry and its seal are deleted together', async () => {
    const ids = await append(5);
    await sealAll();
    await asOwner(
      'DELETE FROM vault.audit_seals WHERE sequence = 2',
      `DELETE FROM public.audit_personal WHERE entry_id = ${ids[1]}`,
      `DELETE FROM public.audit_entries WHERE id = ${ids[1]}`,
    );
    expect(await verdict()).toMatchObject({ kind: 'broken', sequence: 2n });
  });

  it('when an entry is slipped in between, even with a time in the future', async () => {
    const ids = await append(4);
    await sealAll();
    await asOwner(`INSERT INTO public.audit_entries (at, epoch, txid, db_role, action, actor_kind, detail)
      SELECT now() + interval '1 year', epoch, txid, 'connect_vault', 'connection.lost', 'system', '{}'
      FROM public.audit_entries WHERE id = ${ids[1]}`);
    expect(await verdict()).toMatchObject({ kind: 'broken', sequence: 3n });
  });

  it('when two entries change places', async () => {
    const ids = await append(4);
    await sealAll();
    await asOwner(
      `UPDATE vault.audit_seals SET entry_id = -1 WHERE sequence = 2`,
      `UPDATE vault.audit_seals SET entry_id = ${ids[1]} WHERE sequence = 3`,
      `UPDATE vault.audit_seals SET entry_id = ${ids[2]} WHERE sequence = 2`,
    );
    expect(await verdict()).toMatchObject({ kind: 'broken', sequence: 2n });
  });

  it('when a side row is rewritten', async () => {
    const ids = await append(3);
    await sealAll();
    await asOwner(`UPDATE public.audit_personal SET data = '{"actorName":"Eve"}' WHERE entry_id = ${ids[0]}`);
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      sequence: 1n,
      problem: 'its personal data was changed',
    });
  });

  it('when a seal was made with a key that is not in the ring', async () => {
    await append(2);
    await sealAll();
    const others = auditKeys(openKeyRing(new Secret(`k2:${Buffer.alloc(32, 6).toString('base64')}`)));
    expect(await verifyChain(vault.pool, others)).toMatchObject({ kind: 'broken', sequence: 1n });
  });
});

describe('the one entry point to the audit table', () => {
  it.each(['web', 'vault'] as const)(
    'is closed to %s for INSERT, UPDATE, DELETE and TRUNCATE',
    async (role) => {
      const pool = role === 'web' ? web.pool : vault.pool;
      await append(1);
      for (const statement of [
        `INSERT INTO public.audit_entries (epoch, txid, db_role, action, actor_kind, detail) VALUES (1,1,'x','x','system','{}')`,
        `UPDATE public.audit_entries SET action = 'x'`,
        'DELETE FROM public.audit_entries',
        'TRUNCATE public.audit_entries CASCADE',
        `UPDATE public.audit_personal SET data = '{}'`,
        'DELETE FROM public.audit_personal',
      ]) {
        await expect(pool.query(statement), statement).rejects.toThrow(/permission denied/);
      }
    },
  );

  it('lets the vault add seals but never change or delete one', async () => {
    await append(1);
    await sealAll();
    await expect(vault.pool.query(`UPDATE vault.audit_seals SET mac = 'x'`)).rejects.toThrow(/permission/);
    await expect(vault.pool.query('DELETE FROM vault.audit_seals')).rejects.toThrow(/permission/);
    await expect(web.pool.query('SELECT 1 FROM vault.audit_seals')).rejects.toThrow(/permission/);
  });

  it('lets web record sign-ins and attempts, and refuses it any word about connections', async () => {
    const actor = { kind: 'customer', id: 'c1' } as const;
    await appendAudit(web.db, { action: 'session.started', actor });
    await expect(appendAudit(web.db, { action: 'connection.disconnected', actor })).rejects.toThrow();
    const { rows } = await web.pool.query(`SELECT action, db_role FROM public.audit_entries`);
    expect(rows).toEqual([{ action: 'session.started', db_role: 'connect_web' }]);
  });

  it('holds a role that signs in as a member of connect_web to the same words, as it does connect_web', async () => {
    const role = `web_of_a_deployment_${randomBytes(4).toString('hex')}`;
    const { superUrl } = inject('testCluster');
    await withClient(superUrl, (client) =>
      client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'for-this-test' IN ROLE connect_web`),
    );
    const member = openDatabase(roleUrl(superUrl, role, 'for-this-test', databaseOf(test)), {
      applicationName: 'test-member',
      max: 1,
    });
    const actor = { kind: 'customer', id: 'c1' } as const;
    try {
      await appendAudit(member.db, { action: 'session.started', actor });
      await expect(appendAudit(member.db, { action: 'connection.disconnected', actor })).rejects.toThrow();
      await expect(appendAudit(member.db, { action: 'alarm.cleared', actor })).rejects.toThrow();
    } finally {
      await member.close();
      await withClient(superUrl, (client) => client.query(`DROP ROLE ${role}`));
    }
  });
});
