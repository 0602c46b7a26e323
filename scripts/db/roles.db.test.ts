import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
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

describe('the role of background jobs', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('has no right on any table or function of ours, and may make no schema', async () => {
    await withClient(database.jobsUrl, async (jobs) => {
      const { rows } = await jobs.query<{ name: string }>(
        `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname IN ('public', 'vault') AND c.relkind IN ('r', 'v', 'S')
           AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE')
             ELSE has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
               OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE') END
         UNION ALL
         SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('public', 'vault') AND p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE')`,
      );
      expect(rows).toEqual([]);
      for (const statement of [
        'SELECT * FROM vault.grants',
        'SELECT * FROM customers',
        'CREATE SCHEMA connect_vault',
        'CREATE TABLE public.mine (n int)',
        'CREATE TABLE graphile_worker.mine (n int)',
        'DELETE FROM graphile_worker.migrations',
      ])
        await expect(jobs.query(statement), statement).rejects.toThrow('permission denied');
    });
  });

  it('is alone with its schema: the vault adds jobs by one function, and web cannot', async () => {
    const add = `SELECT vault.add_job('a', '{}', 1, NULL)`;
    await withClient(database.vaultUrl, async (vault) => {
      await vault.query(add);
      for (const statement of [
        'SELECT * FROM graphile_worker._private_jobs',
        `SELECT graphile_worker.add_job('a')`,
      ])
        await expect(vault.query(statement), statement).rejects.toThrow('permission denied');
    });
    await withClient(database.webUrl, async (web) => {
      for (const statement of [add, 'SELECT * FROM graphile_worker.jobs'])
        await expect(web.query(statement), statement).rejects.toThrow('permission denied');
    });
    await withClient(database.jobsUrl, async (jobs) => {
      const { rows } = await jobs.query('SELECT task_identifier FROM graphile_worker.jobs');
      expect(rows).toEqual([{ task_identifier: 'a' }]);
    });
  });
});

it('leaves no connection open when the server wants a password and the address has none', async () => {
  const { superUrl } = inject('testCluster');
  const { hostname, port } = new URL(superUrl);
  const sockets: Socket[] = [];
  const relay = net.createServer((socket) => {
    sockets.push(socket);
    const server = net.connect(Number(port), hostname);
    // either end may go first: what the other then writes is an error of its own, and no concern of this test
    for (const end of [socket, server]) end.on('error', () => undefined);
    socket.pipe(server).pipe(socket);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = new URL(superUrl);
  address.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  address.username = 'connect_web';
  address.password = '';
  await expect(withClient(address.href, async () => undefined)).rejects.toThrow(
    'the address has no password',
  );
  // not once(): it rejects for an error that comes before the close
  const closed = (socket: Socket) =>
    socket.closed ? undefined : new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.all(sockets.map(closed));
  expect(sockets).toHaveLength(1);
  relay.close();
});
