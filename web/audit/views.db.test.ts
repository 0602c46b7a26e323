import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { listConnectionAudit, parseAuditPosition } from './views';

let database: TestDatabase;
let web: Database;
let vault: Database;
const connectionId = randomUUID();
const operator = {
  kind: 'staff',
  id: randomUUID(),
  role: 'operator',
  name: 'Olga',
  email: 'olga@example.com',
} as const;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 2, applicationName: 'test' });
  vault = openDatabase(database.vaultUrl, { max: 2, applicationName: 'test' });
});
afterAll(async () => {
  await web.close();
  await vault.close();
  await database.drop();
});

describe('the audit trail of one connection', () => {
  it('tells who did what, with which role and why', async () => {
    await appendAudit(vault.db, {
      action: 'connection.disconnected',
      actor: operator,
      connectionId,
      environment: 'production',
      detail: { reason: 'staff', attemptId: 'a-1', handed_out: true },
      personal: { reason: 'Asked for by phone' },
    });
    const [entry] = (await listConnectionAudit(web.db, connectionId)).entries;
    expect(entry).toMatchObject({
      what: 'Disconnected',
      reason: 'Asked for by phone',
      environment: 'production',
      actor: {
        label: 'Staff, operator',
        name: 'Olga',
        email: 'olga@example.com',
        id: operator.id,
        erased: false,
      },
      facts: expect.arrayContaining([
        { label: 'Attempt ID', value: 'a-1' },
        { label: 'Handed out', value: 'yes' },
      ]),
    });
  });

  it('says "erased" when the personal data is gone, and keeps role, id and reason code', async () => {
    const id = randomUUID();
    const entry = await appendAudit(vault.db, {
      action: 'connection.disconnected',
      actor: operator,
      connectionId: id,
      detail: { reason: 'staff' },
      personal: { reason: 'Mentions a person' },
    });
    await withClient(database.ownerUrl, (owner) =>
      owner.query('DELETE FROM audit_personal WHERE entry_id = $1', [entry.toString()]),
    );
    const [erased] = (await listConnectionAudit(web.db, id)).entries;
    expect(erased).toMatchObject({
      actor: { erased: true, name: null, email: null, id: operator.id, label: 'Staff, operator' },
      reason: 'Staff asked for it',
    });
  });

  it('does not say "erased" of an act that never had personal data', async () => {
    const id = randomUUID();
    await appendAudit(vault.db, {
      action: 'connection.lost',
      actor: { kind: 'system', id: 'vault' },
      connectionId: id,
      detail: { reason: 'lost_at_wise' },
    });
    const [entry] = (await listConnectionAudit(web.db, id)).entries;
    expect(entry).toMatchObject({
      what: 'Connection lost',
      actor: { label: 'Connect Wise, automatically', erased: false },
      reason: 'Wise no longer accepts the token',
    });
  });

  it('shows only this connection, newest first, and pages both ways without losing an entry', async () => {
    const id = randomUUID();
    const written: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const entry = await appendAudit(vault.db, {
        action: 'connection.reconnected',
        actor: { kind: 'customer', id: 'c', name: null },
        connectionId: id,
        detail: { n },
      });
      written.push(entry.toString());
    }
    const ids = (page: { entries: { id: string }[] }) => page.entries.map((entry) => entry.id);
    const newestFirst = written.toReversed();
    const first = await listConnectionAudit(web.db, id, undefined, 3);
    expect([ids(first), first.newer]).toEqual([newestFirst.slice(0, 3), undefined]);
    const second = await listConnectionAudit(web.db, id, { direction: 'before', id: first.older ?? '' }, 3);
    expect(ids(second)).toEqual(newestFirst.slice(3, 6));
    const third = await listConnectionAudit(web.db, id, { direction: 'before', id: second.older ?? '' }, 3);
    expect([ids(third), third.older]).toEqual([newestFirst.slice(6), undefined]);
    const back = await listConnectionAudit(web.db, id, { direction: 'after', id: third.newer ?? '' }, 3);
    expect(ids(back)).toEqual(newestFirst.slice(3, 6));
    const start = await listConnectionAudit(web.db, id, { direction: 'after', id: back.newer ?? '' }, 3);
    expect(ids(start)).toEqual(newestFirst.slice(0, 3));
  });

  it.each(['', '0', '-1', '1e9', '12345678901234567890', "1'--"])('takes %j for no position', (id) => {
    expect(parseAuditPosition({ before: id, after: id })).toBeUndefined();
  });
});
