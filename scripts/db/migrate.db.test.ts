import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { startPooler } from '#test/database/pooler.mjs';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { countAndLast, migrate, pendingMigrations } from './migrate.mjs';
import { withClient } from './roles.mjs';

describe('migrations without the Prisma command line', () => {
  let database: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
    await withClient(database.ownerUrl, (owner) => owner.query('DELETE FROM public._prisma_migrations'));
  });

  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  function write(name: string, sql: string): void {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  }

  it('applies pending migrations in the order of their names, once', async () => {
    write('2_fill', 'INSERT INTO numbers VALUES (1); DO $$ BEGIN INSERT INTO numbers VALUES (2); END $$;');
    write('1_make', 'CREATE TABLE numbers (n int)');
    expect(await pendingMigrations(database.vaultUrl, { folder })).toEqual(['1_make', '2_fill']);
    expect(await migrate(database.ownerUrl, { folder })).toEqual({ found: 2, applied: ['1_make', '2_fill'] });
    expect(await migrate(database.ownerUrl, { folder })).toEqual({ found: 2, applied: [] });
    expect(await pendingMigrations(database.vaultUrl, { folder })).toEqual([]);
    const told = [[], ['1_make'], ['1_make', '2_fill']].map((applied) => countAndLast(applied));
    expect(told).toEqual(['none', '1_make', '2, the last 2_fill']);
  });

  it('leaves nothing of a failing migration behind and applies it after it was mended', async () => {
    write('1_half', 'CREATE TABLE half (n int); SELECT 1/0');
    await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow(
      'migration 1_half: division by zero',
    );
    write('1_half', 'CREATE TABLE half (n int)');
    expect(await migrate(database.ownerUrl, { folder })).toEqual({ found: 1, applied: ['1_half'] });
  });

  it('refuses to go on when an applied migration was changed', async () => {
    write('1_make', 'CREATE TABLE numbers (n int)');
    await migrate(database.ownerUrl, { folder });
    write('1_make', 'CREATE TABLE numbers (n bigint)');
    await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow('1_make was changed');
    await expect(pendingMigrations(database.ownerUrl, { folder })).rejects.toThrow('1_make was changed');
  });

  it('goes through PgBouncer in transaction mode too, four starts at once, and leaves no lock behind', async () => {
    const { superUrl, passwords } = inject('testCluster');
    const pooler = await startPooler(superUrl, passwords, { default_pool_size: 2 });
    try {
      write('1_make', 'CREATE TABLE numbers (n int); SELECT pg_sleep(0.1)');
      write('2_fill', 'INSERT INTO numbers VALUES (1)');
      const url = pooler.through(database.ownerUrl);
      const results = await Promise.all(Array.from({ length: 4 }, () => migrate(url, { folder })));
      expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['1_make', '2_fill']);
      await withClient(database.ownerUrl, async (owner) => {
        const { rows } = await owner.query(
          `SELECT count(*)::int AS locks FROM pg_locks
           WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        expect(rows).toEqual([{ locks: 0 }]);
      });
    } finally {
      await pooler.close();
    }
  }, 300_000);

  it('is refused by a pooler in statement mode, with what to set', async () => {
    const { superUrl, passwords } = inject('testCluster');
    const pooler = await startPooler(superUrl, passwords, { pool_mode: 'statement' });
    try {
      await expect(migrate(pooler.through(database.ownerUrl), { folder })).rejects.toThrow(
        'set pool_mode = transaction for this database',
      );
    } finally {
      await pooler.close();
    }
  }, 300_000);

  it('lets four starts at once apply each migration exactly once', async () => {
    write('1_make', 'CREATE TABLE numbers (n int); SELECT pg_sleep(0.1)');
    const results = await Promise.all(
      Array.from({ length: 4 }, () => migrate(database.ownerUrl, { folder })),
    );
    expect(results.flatMap(({ applied }) => applied)).toEqual(['1_make']);
  });
});
