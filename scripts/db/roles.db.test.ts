import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/database';
import { inDatabase, setUpRoles, withClient } from './roles.mjs';

describe('database roles', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('keeps connect_web out of the schema vault', async () => {
    await withClient(database.webUrl, async (web) => {
      await expect(web.query('SELECT * FROM vault.grants')).rejects.toThrow(
        'permission denied for schema vault',
      );
    });
  });

  it.each(['webUrl', 'vaultUrl'] as const)(
    'lets %s neither create tables nor connect to other databases',
    async (role) => {
      await withClient(database[role], async (client) => {
        await expect(client.query('CREATE TABLE public.mine (n int)')).rejects.toThrow('permission denied');
        await expect(client.query('CREATE SCHEMA mine')).rejects.toThrow('permission denied');
      });
      const cluster = inject('testCluster');
      await withClient(cluster.superUrl, async (superuser) => {
        await superuser.query('REVOKE CONNECT ON DATABASE template1 FROM PUBLIC');
      });
      await expect(
        withClient(inDatabase(database[role], 'template1'), async () => undefined),
      ).rejects.toThrow('permission denied for database');
    },
  );

  it('can be set up again and again, and refuses a role that was made powerful by hand', async () => {
    const { superUrl, passwords } = inject('testCluster');
    await withClient(superUrl, async (superuser) => {
      await setUpRoles(superuser, passwords);
      await superuser.query('ALTER ROLE connect_web BYPASSRLS');
      try {
        await expect(setUpRoles(superuser, passwords)).rejects.toThrow('must not be SUPERUSER');
      } finally {
        await superuser.query('ALTER ROLE connect_web NOBYPASSRLS');
      }
    });
    await withClient(database.webUrl, (web) => web.query('SELECT 1'));
  });
});
