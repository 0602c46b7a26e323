import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '#lib/audit/append';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { startAuditSealer } from './sealer';
import { verifyCommand } from './verify-command';

let harness: Harness;
let vault: VaultContext;
let stops: (() => Promise<void>)[];

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  stops = [startAuditSealer(vault), startAuditSealer(harness.vault())];
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await harness.close();
});

const append = () =>
  appendAudit(vault.database.db, { action: 'connection.lost', actor: { kind: 'system', id: 'vault' } });

async function unsealed(): Promise<number> {
  const { rows } = await harness.owner.query(
    `SELECT count(*)::int AS n FROM audit_entries e
     WHERE NOT EXISTS (SELECT 1 FROM vault.audit_seals s WHERE s.entry_id = e.id)`,
  );
  return rows[0]?.n;
}

async function raisedSoFar(): Promise<number> {
  const { rows } = await harness.owner.query(
    `SELECT count(*)::int AS n FROM audit_entries
     WHERE action = 'alarm.raised' AND detail->>'alarm' = 'audit_sealer_behind'`,
  );
  return rows[0]?.n;
}

/** The environment of `npm run audit:verify`, as the vault's own. */
function settings(): Record<string, string> {
  const env = harness.env();
  return {
    VAULT_DATABASE_URL: env.VAULT_DATABASE_URL.reveal(),
    VAULT_KEYS: env.VAULT_KEYS?.reveal() ?? '',
  };
}

describe('the audit sealer', () => {
  it('seals new rows by itself, with two vaults at it, and audit:verify counts them', async () => {
    for (let n = 0; n < 25; n += 1) await append();
    await until('all rows are sealed', async () => (await unsealed()) === 0);
    const { text, exitCode } = await verifyCommand(settings());
    expect(text).toMatch(/^\d+ entries verified$/);
    expect(exitCode).toBe(0);
    expect(Number.parseInt(text, 10)).toBeGreaterThanOrEqual(25);
  });

  it('alarms when a row stays unsealed for more than a minute, and clears the alarm by itself', async () => {
    const blocker = await harness.owner.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT pg_current_xact_id()');
    const id = await append();
    await harness.owner.query('BEGIN');
    await harness.owner.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    await harness.owner.query(`UPDATE audit_entries SET at = at - interval '2 minutes' WHERE id = $1`, [id]);
    await harness.owner.query('ALTER TABLE audit_entries ENABLE TRIGGER USER');
    await harness.owner.query('COMMIT');
    await until('the alarm is raised', async () =>
      (await harness.openAlarms()).includes('audit_sealer_behind'),
    );
    await blocker.query('ROLLBACK');
    blocker.release();
    await until('the alarm is cleared', async () => (await harness.openAlarms()).length === 0);
    await until('all rows are sealed', async () => (await unsealed()) === 0);
  });
});

describe('an entry that no sealer will ever take', () => {
  it('raises the alarm once, though all around it is sealed, until the owner has dealt with it', async () => {
    const raisedBefore = await raisedSoFar();
    const id = await append();
    await until('all rows are sealed', async () => (await unsealed()) === 0);
    const { rows } = await harness.owner.query(
      `INSERT INTO audit_entries (at, epoch, txid, db_role, action, actor_kind, detail)
       SELECT at - interval '2 minutes', epoch, txid - 1, 'connect_vault', 'connection.lost', 'system', '{}'
       FROM audit_entries WHERE id = $1 RETURNING id`,
      [id],
    );
    // Looked for each minute: a sealer that has just started looks at once.
    stops.push(startAuditSealer(harness.vault()));
    await until('the alarm is raised', async () =>
      (await harness.openAlarms()).includes('audit_sealer_behind'),
    );
    for (let n = 0; n < 3; n += 1) {
      await append();
      await until('the others go on', async () => (await unsealed()) === 1);
    }
    expect(await raisedSoFar()).toBe(raisedBefore + 1);
    const owner = await harness.owner.connect();
    await owner.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    await owner.query('DELETE FROM audit_entries WHERE id = $1', [rows[0]?.id]);
    await owner.query('ALTER TABLE audit_entries ENABLE TRIGGER USER');
    owner.release();
    await until('the alarm is cleared', async () => (await harness.openAlarms()).length === 0);
  });
});

describe('audit:verify', () => {
  it('says which settings it misses, and repeats no value', async () => {
    const { VAULT_KEYS, VAULT_DATABASE_URL } = settings();
    expect(await verifyCommand({ VAULT_DATABASE_URL })).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining('VAULT_KEYS'),
    });
    const wrong = await verifyCommand({ VAULT_DATABASE_URL, VAULT_KEYS: `k1:needle-${VAULT_KEYS}` });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.text).not.toContain('needle');
  });

  it('names the first bad entry and ends with status 1', async () => {
    const id = await append();
    await until('all rows are sealed', async () => (await unsealed()) === 0);
    const client = await harness.owner.connect();
    await client.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    await client.query(`UPDATE audit_entries SET detail = '{"x":1}' WHERE id = $1`, [id]);
    await client.query('ALTER TABLE audit_entries ENABLE TRIGGER USER');
    client.release();
    expect(await verifyCommand(settings())).toMatchObject({
      exitCode: 1,
      text: expect.stringMatching(
        `^audit entry ${id} \\(sequence \\d+\\): the entry, its seal or their order`,
      ),
    });
  });
});
