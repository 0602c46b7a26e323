import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '#cli/audit';
import { appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { until } from '#test/until';
import { auditKeys } from '#vault/audit/audit-keys';
import { EXPORT_PURPOSE } from '#vault/audit/export-lines';
import { makeHead } from '#vault/audit/make-head';
import { sealEntries } from '#vault/audit/seal-entries';
import { verifyChain } from '#vault/audit/verify-chain';
import { verifyInBackground } from '#vault/audit/verify-in-background';
import { openKeyRing } from '#vault/keys/key-ring';
import { signingKey } from '#vault/keys/signing-key';
import { RootKeys } from '#vault/ring-keys/root-keys';
import { withClient } from '../scripts/db/roles.mjs';
import { readHead, verifyExport } from './verify-audit-export.mjs';

const ring = openKeyRing(new Secret(`k1:${Buffer.alloc(32, 5).toString('base64')}`));
const keys = auditKeys(ring);
const signer = signingKey(ring, EXPORT_PURPOSE);
let test: TestDatabase;
let vault: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  vault = openDatabase(test.vaultUrl, { applicationName: 'test-vault', max: 4 });
});
afterAll(async () => {
  await vault.close();
  await test.drop();
});

/** What only the owner of the database could do, past the triggers. */
const asOwner = (...statements: string[]) =>
  withClient(test.ownerUrl, async (client) => {
    for (const table of ['public.audit_entries', 'vault.audit_seals'])
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const statement of statements) await client.query(statement);
    for (const table of ['public.audit_entries', 'vault.audit_seals'])
      await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  });

const count = async (sql: string) => Number((await vault.pool.query<{ n: string }>(sql)).rows[0]?.n);

async function sealAll(): Promise<void> {
  await until('every row is sealed', async () => {
    await sealEntries(vault.pool, keys);
    return (
      (await count('SELECT count(*) AS n FROM audit_entries')) ===
      (await count('SELECT count(*) AS n FROM vault.audit_seals'))
    );
  });
}

const WRITERS = 50;
const EACH = 4;

describe('one chain', () => {
  it(`${WRITERS} concurrent writers and two sealers make one chain, with each entry in it once`, async () => {
    const pool = new pg.Pool({ connectionString: test.vaultUrl, max: WRITERS });
    const clients = await Promise.all(Array.from({ length: WRITERS }, () => pool.connect()));
    let isWriting = true;
    const seal = async () => {
      while (isWriting) await sealEntries(vault.pool, keys);
    };
    const sealers = [seal(), seal()];
    await Promise.all(
      clients.map(async (client, writer) => {
        for (let n = 0; n < EACH; n += 1) {
          await client.query('BEGIN');
          await client.query(
            `SELECT public.append_audit('connection.lost', 'system', $1, NULL, NULL, '{}', '{"actorName":"Zoë \u2028 李"}')`,
            [`writer ${writer}`],
          );
          // some commit late: others are sealed before them, though their entries are younger
          await client.query(`SELECT pg_sleep(random() * 0.005)`);
          await client.query('COMMIT');
        }
        client.release();
      }),
    );
    isWriting = false;
    await Promise.all([...sealers, pool.end()]);
    await sealAll();
    expect(await verifyChain(vault.pool, keys)).toMatchObject({
      kind: 'verified',
      entries: BigInt(WRITERS * EACH),
    });
    expect(await count('SELECT count(DISTINCT entry_id) AS n FROM vault.audit_seals')).toBe(WRITERS * EACH);
  });
});

async function exported(isWithPersonal = true, span: { from?: Date; to?: Date } = {}): Promise<Buffer> {
  const out = new PassThrough();
  const read = buffer(out);
  const result = await carryOut(
    { pool: vault.pool, keys, signer },
    { isWithPersonal, ...span },
    { operator: 'audit:ann', out },
  );
  out.end();
  expect(result.kind).toBe('exported');
  return read;
}

async function* inPieces(bytes: Buffer, size = 1_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const verifyBytes = (
  bytes: Buffer,
  heads: { sequence: string; mac: string; day?: string | undefined; signature?: string | undefined }[] = [],
  pem = signer.publicKey,
) => verifyExport(inPieces(bytes), pem, heads);

describe('an export', () => {
  it('is verified elsewhere with the public key alone, and leaves a row', async () => {
    const bytes = await exported();
    expect(await verifyBytes(bytes)).toMatchObject({
      entries: WRITERS * EACH,
      first: '1',
      last: '200',
      keyId: 'k1',
    });
    expect(bytes.toString()).toContain('李');
    expect(
      (await vault.pool.query(`SELECT actor_id FROM audit_entries WHERE action = 'audit.exported'`)).rows,
    ).toEqual([{ actor_id: 'audit:ann' }]);
    expect((await exported(false)).toString()).not.toContain('李');
  });

  it('up to a time ends with the last seal before it, by its number and not by the digits of it', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const last = String(await count('SELECT max(sequence) AS n FROM vault.audit_seals'));
    // by its digits 99 is the greatest
    expect(Number(last)).toBeGreaterThan(100);
    expect(await verifyBytes(await exported(true, { to: soon }))).toMatchObject({ first: '1', last });
    const later = (await exported(true, { from: soon })).toString();
    expect(later.split('\n').slice(0, -1)).toHaveLength(2);
  });

  it('one changed byte is found, in its line, wherever it is', async () => {
    const bytes = await exported();
    const step = Math.ceil(bytes.length / 60);
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const lineOf = bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;
      await expect(verifyBytes(changed)).rejects.toThrow(`line ${lineOf} `);
    }
  });

  it('a line that is missing, twice, moved or added, a cut end and another key are found', async () => {
    const lines = (await exported()).toString().split('\n').slice(0, -1);
    const check = (changed: string[]) => verifyBytes(Buffer.from(`${changed.join('\n')}\n`));
    await expect(check(lines.toSpliced(7, 1))).rejects.toThrow('line 8 ');
    await expect(check(lines.toSpliced(7, 0, lines[7] ?? ''))).rejects.toThrow('line 9 ');
    await expect(check(lines.toSpliced(7, 2, lines[8] ?? '', lines[7] ?? ''))).rejects.toThrow('line 8 ');
    await expect(check(lines.slice(0, -1))).rejects.toThrow('its last line is missing');
    await expect(check([...lines, lines[3] ?? ''])).rejects.toThrow('something stands after the last line');
    const other = signingKey(
      openKeyRing(new Secret(`k2:${Buffer.alloc(32, 6).toString('base64')}`)),
      EXPORT_PURPOSE,
    );
    await expect(verifyBytes(Buffer.from(`${lines.join('\n')}\n`), [], other.publicKey)).rejects.toThrow(
      'line 1 ',
    );
  });

  it('hashes that were all made anew do not fit the signature', async () => {
    const forged = await forge(await exported(), 9);
    await expect(verifyBytes(forged)).rejects.toThrow('something after line 1 was changed');
  });

  it('agrees with a head of the chain that was received otherwise', async () => {
    const bytes = await exported();
    const { rows } = await vault.pool.query<{ mac: Buffer }>(
      'SELECT mac FROM vault.audit_seals WHERE sequence = 50',
    );
    const mac = rows[0]?.mac.toString('hex') ?? '';
    await expect(verifyBytes(bytes, [{ sequence: '50', mac }])).resolves.toMatchObject({ last: '200' });
    await expect(verifyBytes(bytes, [{ sequence: '50', mac: '0'.repeat(64) }])).rejects.toThrow(
      'entry 50 has another seal',
    );
    await expect(verifyBytes(bytes, [{ sequence: '999', mac }])).rejects.toThrow('no entry 999');
  });
});

/** Somebody who changes a line and makes every hash after it anew, without the key. */
async function forge(bytes: Buffer, at: number): Promise<Buffer> {
  const { createHash } = await import('node:crypto');
  let hash = '0'.repeat(64);
  const lines = bytes.toString().split('\n').slice(0, -1);
  const anew = lines.map((line, index) => {
    const [, body = '', , signature = ''] = /^(.*),"hash":"([0-9a-f]{64})"(.*)\}$/su.exec(line) ?? [];
    const text = index === at ? body.replace('connection.lost', 'connection.kept') : body;
    hash = createHash('sha256').update(hash).update(text, 'utf8').digest('hex');
    return `${text},"hash":"${hash}"${signature}}`;
  });
  return Buffer.from(`${anew.join('\n')}\n`);
}

describe('the verification in the background', () => {
  const ctx = () => ({
    database: vault,
    log: createLogger('test', 'silent'),
    ring,
    rootKeys: new RootKeys([], undefined),
  });
  const state = async () =>
    (await vault.pool.query('SELECT * FROM audit_verification')).rows[0] as Record<string, unknown>;
  const alarms = () =>
    count(`SELECT count(*) AS n FROM alarms WHERE code = 'audit_chain_broken' AND cleared_at IS NULL`);

  it('goes on from where it was, and says when a round through all of it was done', async () => {
    await verifyInBackground(ctx());
    const first = await state();
    expect(first).toMatchObject({ verified_sequence: '200', whole_sequence: '200', broken_sequence: null });
    await appendAudit(vault.db, { action: 'connection.lost', actor: { kind: 'system', id: randomUUID() } });
    await sealAll();
    await verifyInBackground(ctx());
    expect(Number((await state()).verified_sequence)).toBeGreaterThan(200);
    expect(await alarms()).toBe(0);
  });

  it('signs the head once a day, which finds a history that was written anew and exported properly', async () => {
    expect(await Promise.all([makeHead(vault.pool, signer), makeHead(vault.pool, signer)])).toContain(true);
    expect(await makeHead(vault.pool, signer), 'again on this day').toBe(false);
    const [row] = (
      await vault.pool.query<{ word: string }>(
        `SELECT sequence || ':' || encode(mac, 'hex') || ':' || day || ':' || signature AS word FROM audit_heads`,
      )
    ).rows;
    const head = readHead(row?.word ?? '');
    if (head === undefined) throw new Error('no head');
    const bytes = await exported();
    expect((await verifyBytes(bytes, [head])).entries).toBeGreaterThan(200);
    await expect(
      verifyBytes(bytes, [{ ...head, mac: '0'.repeat(64), signature: undefined }]),
    ).rejects.toThrow('history was written anew');
    await expect(verifyBytes(bytes, [{ ...head, mac: '0'.repeat(64) }])).rejects.toThrow('made up');
  });

  it('finds what is changed long after it was verified, raises the alarm, and clears it when it is right again', async () => {
    await asOwner(
      `UPDATE audit_entries SET actor_id = actor_id || '!' WHERE id = (SELECT entry_id FROM vault.audit_seals WHERE sequence = 7)`,
    );
    await verifyInBackground(ctx());
    await verifyInBackground(ctx());
    expect(await state()).toMatchObject({
      broken_sequence: '7',
      broken_problem: 'the entry, its seal or their order was changed',
    });
    expect(await alarms()).toBe(1);
    await asOwner(
      `UPDATE audit_entries SET actor_id = rtrim(actor_id, '!') WHERE id = (SELECT entry_id FROM vault.audit_seals WHERE sequence = 7)`,
    );
    await verifyInBackground(ctx());
    expect(await state()).toMatchObject({ broken_sequence: null, broken_at: null });
    expect(await alarms()).toBe(0);
  });

  it('an export stops at a broken entry, and is not taken for whole', async () => {
    await asOwner(
      `UPDATE audit_entries SET actor_id = actor_id || '!' WHERE id = (SELECT entry_id FROM vault.audit_seals WHERE sequence = 7)`,
    );
    const out = new PassThrough();
    const read = buffer(out);
    const order = { isWithPersonal: false };
    const result = await carryOut({ pool: vault.pool, keys, signer }, order, { operator: 'audit:ann', out });
    out.end();
    expect(result).toMatchObject({ kind: 'broken', sequence: 7n });
    await expect(verifyBytes(await read)).rejects.toThrow('its last line is missing');
  });

  it('finds a chain that was cut off at its end, which verifies by itself', async () => {
    await asOwner(
      `UPDATE audit_entries SET actor_id = rtrim(actor_id, '!') WHERE id = (SELECT entry_id FROM vault.audit_seals WHERE sequence = 7)`,
    );
    await sealAll();
    await verifyInBackground(ctx());
    await asOwner(
      `CREATE TEMP TABLE gone AS SELECT entry_id FROM vault.audit_seals ORDER BY sequence DESC LIMIT 1`,
      'DELETE FROM vault.audit_seals WHERE entry_id IN (SELECT entry_id FROM gone)',
      'DELETE FROM audit_personal WHERE entry_id IN (SELECT entry_id FROM gone)',
      'DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM gone)',
    );
    expect((await verifyChain(vault.pool, keys)).kind).toBe('verified');
    await verifyInBackground(ctx());
    expect(await state()).toMatchObject({ broken_problem: 'the end of the chain was cut off' });
  });
});
