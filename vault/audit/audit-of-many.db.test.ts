import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit, appendAuditOfMany } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { Secret } from '#lib/log/secret';
import { withClient } from '#scripts/db/roles';
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
  vault = openDatabase(test.vaultUrl, { applicationName: 'test-vault', max: 2 });
  web = openDatabase(test.webUrl, { applicationName: 'test-web', max: 1 });
});
afterAll(async () => {
  await vault.close();
  await web.close();
  await test.drop();
});

beforeEach(() =>
  withClient(test.ownerUrl, async (owner) => {
    // as only the owner could
    await owner.query(`ALTER TABLE audit_entries DISABLE TRIGGER USER; ALTER TABLE vault.audit_seals DISABLE TRIGGER USER;
      DELETE FROM vault.audit_seals; DELETE FROM audit_personal; DELETE FROM audit_entries;
      ALTER TABLE audit_entries ENABLE TRIGGER USER; ALTER TABLE vault.audit_seals ENABLE TRIGGER USER`);
  }),
);

describe('the rows of one act on many connections', () => {
  const act = {
    action: 'connection.frozen',
    actor: { kind: 'staff', id: 's1', role: 'operator', name: 'Ada \u2028 李', email: 'ada@example.com' },
    personal: { reason: 'fraud desk, case 12' },
    detail: { bulkAct: 'b1' },
  } as const;
  const each = ['sandbox', 'production', 'sandbox'].map((environment, n) => ({
    connectionId: `00000000-0000-4000-8000-00000000000${n}`,
    environment: environment as 'sandbox' | 'production',
    detail: { status: n === 1 ? 'needs_reconnect' : 'active' },
  }));
  const written = async () => {
    const { rows } = await vault.pool.query(
      `SELECT e.epoch, e.db_role, e.action, e.actor_kind, e.actor_id, e.connection_id, e.environment, e.detail, p.data,
         e.txid > 0 AS "hasTxid", e.personal_digest = sha256(p.salt || convert_to(p.data::text, 'UTF8')) AS "isCovered"
       FROM audit_entries e JOIN audit_personal p ON p.entry_id = e.id ORDER BY e.id`,
    );
    return rows;
  };

  it('are what one at a time would be, in their order, each with a salt of its own', async () => {
    for (const { detail, ...one } of each)
      await appendAudit(vault.db, { ...act, ...one, detail: { ...act.detail, ...detail } });
    const singly = await written();
    await appendAuditOfMany(vault.db, act, each);
    const all = await written();
    expect(all.slice(singly.length)).toEqual(singly);
    expect(singly).toMatchObject([{ isCovered: true }, { isCovered: true }, { isCovered: true }]);
    const { rows } = await vault.pool.query(
      'SELECT count(DISTINCT salt)::int AS salts, count(DISTINCT personal_digest)::int AS digests FROM audit_personal JOIN audit_entries ON id = entry_id',
    );
    expect(rows).toEqual([{ salts: 6, digests: 6 }]);
    // a transaction of another test's database may hold the sealer back
    await until('every row is sealed', async () => {
      await sealEntries(vault.pool, keys);
      const verdict = await verifyChain(vault.pool, keys);
      return verdict.kind === 'verified' && verdict.entries === 6n;
    });
  });

  it('need no personal data, and may be none', async () => {
    await appendAuditOfMany(
      vault.db,
      { action: 'connection.lost', actor: { kind: 'system', id: 'vault' } },
      each,
    );
    await appendAuditOfMany(vault.db, act, []);
    const { rows } = await vault.pool.query(
      'SELECT count(*)::int AS entries, count(personal_digest)::int AS digests, (SELECT count(*)::int FROM audit_personal) AS sides FROM audit_entries',
    );
    expect(rows).toEqual([{ entries: 3, digests: 0, sides: 0 }]);
  });

  it('are not web’s to write, nor with an array too short', async () => {
    await expect(appendAuditOfMany(web.db, { ...act, action: 'session.started' }, each)).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      vault.pool.query(
        `SELECT append_audit_of_many('connection.lost', 'system', 'vault', $1, '{sandbox}', '{"{}","{}"}', NULL)`,
        [each.slice(1).map(({ connectionId }) => connectionId)],
      ),
    ).rejects.toThrow('for each connection');
  });
});
