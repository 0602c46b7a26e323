import { expect } from '@playwright/test';
import type { Linked } from './invariants';
import type { Stack } from './stack';

/** Every edit of a grant is made as connect_owner, which may change any row. */
export type Row = Record<string, unknown>;

export async function rowOf(stack: Stack, { id }: Linked): Promise<Row> {
  return stack.database.one('SELECT * FROM vault.grants WHERE connection_id = $1', [id]);
}

const unchecked = new WeakSet<Stack>();

/**
 * Writes these columns; every other column stays. Whoever can write any row can drop the table's checks too, so the
 * vault's own must hold without them.
 */
export async function write(stack: Stack, { id }: Linked, columns: Row): Promise<void> {
  if (!unchecked.has(stack)) {
    await stack.database.owner(
      `ALTER TABLE vault.grants DROP CONSTRAINT IF EXISTS grants_state_fits_columns,
       DROP CONSTRAINT IF EXISTS grants_owner_fits_state, ALTER COLUMN refresh DROP NOT NULL`,
    );
    unchecked.add(stack);
  }
  const names = Object.keys(columns);
  const sets = names.map((name, at) => `${name} = $${at + 2}`).join(', ');
  await stack.database.owner(`UPDATE vault.grants SET ${sets} WHERE connection_id = $1`, [
    id,
    ...Object.values(columns),
  ]);
}

export async function restore(stack: Stack, linked: Linked, row: Row): Promise<void> {
  const { connection_id, ...columns } = row;
  await write(stack, linked, columns);
}

export async function expectRefused(
  stack: Stack,
  linked: Linked,
  what: string,
  codes = ['RECORD_REFUSED'],
): Promise<void> {
  const vended = await stack.partner.vend(linked.id);
  expect(vended.token, `${what}: a token was vended`).toBeUndefined();
  expect(codes, `${what}: ${vended.text}`).toContain(vended.code);
}

/** Edits the row, sees the refusal, puts the row back. */
export async function expectEditRefused(
  stack: Stack,
  linked: Linked,
  what: string,
  columns: Row,
  codes?: string[],
): Promise<void> {
  const before = await rowOf(stack, linked);
  await write(stack, linked, columns);
  await expectRefused(stack, linked, what, codes);
  await restore(stack, linked, before);
}

export function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
  return copy;
}

export function bytesOf(row: Row, column: string): Buffer {
  const value = row[column];
  if (!Buffer.isBuffer(value)) throw new Error(`${column} holds no bytes`);
  return value;
}

export function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}
