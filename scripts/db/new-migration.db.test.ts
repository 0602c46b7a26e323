import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { missingSql } from './new-migration.mjs';
import { withClient } from './roles.mjs';

describe('prisma/schema.prisma and prisma/migrations', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('say the same', () => {
    expect(missingSql(database.ownerUrl)).toBe('');
  });

  it('are seen to differ when a table is missing', async () => {
    await withClient(database.ownerUrl, (owner) => owner.query('DROP TABLE vault.webhook_watch CASCADE'));
    expect(missingSql(database.ownerUrl)).toContain('CREATE TABLE "vault"."webhook_watch"');
  });
});
