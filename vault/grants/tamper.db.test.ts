import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { refreshGrant } from './refresh';
import { vend } from './vend';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  // Whoever can write any row can drop the table's checks too: the vault's own must hold without them.
  await harness.owner.query(
    'ALTER TABLE vault.grants DROP CONSTRAINT grants_state_fits_columns, ALTER COLUMN refresh DROP NOT NULL',
  );
});
afterAll(() => harness.close());

type Row = Record<string, unknown>;

async function rowOf(linked: Linked): Promise<Row> {
  const row = await harness.grant(linked);
  if (row === undefined) throw new Error('no grant');
  return row;
}

async function write(linked: Linked, columns: Row): Promise<void> {
  const sets = Object.keys(columns).map((name, at) => `${name} = $${at + 2}`);
  await harness.owner.query(`UPDATE vault.grants SET ${sets.join(', ')} WHERE connection_id = $1`, [
    linked.id,
    ...Object.values(columns),
  ]);
}

/** What the vend endpoint answers with these columns changed; the row is put back afterwards. */
async function vendWith(linked: Linked, columns: Row): Promise<string> {
  const { connection_id, ...before } = await rowOf(linked);
  await write(linked, columns);
  const answer = await vend(vault, linked.id).then(
    () => 'vended',
    (error) => error.code,
  );
  await write(linked, before);
  return answer;
}

function flipped(value: unknown, at: number): Buffer {
  if (!Buffer.isBuffer(value)) throw new Error('no bytes');
  const copy = Buffer.from(value);
  copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
  return copy;
}

describe('promise 5, read through the vend endpoint', () => {
  it('refuses each byte of the record and of its wrapped key, flipped', async () => {
    const linked = await harness.link(vault);
    const row = await rowOf(linked);
    for (const column of ['access', 'wrapped_key']) {
      const length = (row[column] as Buffer).byteLength;
      for (let at = 0; at < length; at += 1) {
        expect(await vendWith(linked, { [column]: flipped(row[column], at) }), `${column} ${at}`).toBe(
          'RECORD_REFUSED',
        );
      }
    }
    expect(await vendWith(linked, { access: row.access })).toBe('vended');
  });

  it('refuses nulls, short tags, the other field, plain text and another version', async () => {
    const linked = await harness.link(vault);
    const row = await rowOf(linked);
    const access = row.access as Buffer;
    const edits: Row[] = [
      { access: null },
      { access: Buffer.alloc(0) },
      { access: access.subarray(0, -12) },
      { access: access.subarray(0, -1) },
      { access: Buffer.concat([access, Buffer.alloc(1)]) },
      { access: row.refresh },
      { access: Buffer.from('plain-token') },
      { wrapped_key: Buffer.alloc(0) },
      { version: String(BigInt(String(row.version)) - 1n) },
      { version: String(BigInt(String(row.version)) + 1n) },
    ];
    for (const edit of edits)
      expect(await vendWith(linked, edit), Object.keys(edit).join()).toBe('RECORD_REFUSED');
    expect(await harness.openAlarms()).toEqual(['record_refused']);
    expect(await vendWith(linked, { key_id: 'k2' }), 'an unknown key').toBe('KEY_UNKNOWN');
  });

  it('refuses another customer, user, profile or environment in the row, and rows swapped', async () => {
    const [a, b] = [await harness.link(vault), await harness.link(vault)];
    const [rowA, rowB] = [await rowOf(a), await rowOf(b)];
    const pick = (row: Row, names: string[]) => Object.fromEntries(names.map((name) => [name, row[name]]));
    const swaps = [
      ['customer_id'],
      ['wise_user_id'],
      ['profile_id'],
      ['access'],
      ['access', 'wrapped_key', 'key_id', 'version'],
      ['customer_id', 'profile_id', 'access', 'refresh', 'wrapped_key', 'key_id', 'version'],
    ];
    for (const names of swaps) {
      expect(await vendWith(a, pick(rowB, names)), names.join()).toBe('RECORD_REFUSED');
      expect(await vendWith(b, pick(rowA, names)), names.join()).toBe('RECORD_REFUSED');
    }
    expect(await vendWith(a, { environment: 'production' })).toBe('RECORD_REFUSED');
  });

  it('refuses an older ciphertext put back after a refresh', async () => {
    const linked = await harness.link(vault);
    const old = await rowOf(linked);
    expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('refreshed');
    for (const names of [
      ['access'],
      ['access', 'wrapped_key'],
      ['access', 'refresh', 'wrapped_key', 'key_id'],
    ]) {
      const edit = Object.fromEntries(names.map((name) => [name, old[name]]));
      expect(await vendWith(linked, edit), names.join()).toBe('RECORD_REFUSED');
    }
  });

  it('refuses a changed refresh token before any call to Wise, and settles the row again', async () => {
    const linked = await harness.link(vault);
    const row = await rowOf(linked);
    await write(linked, { refresh: flipped(row.refresh, 20) });
    await expect(refreshGrant(vault, linked.id, { why: 'check' })).rejects.toMatchObject({
      code: 'RECORD_REFUSED',
    });
    expect(harness.refreshCallsOf(linked)).toEqual([]);
    await write(linked, { refresh: row.refresh });
    expect((await rowOf(linked)).state).toBe('settled');
    expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('refreshed');
  });
});
