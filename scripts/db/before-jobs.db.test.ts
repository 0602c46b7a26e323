import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { checkDatabases } from '../start/check-databases.mjs';
import { JOBS_REVISION } from './jobs.mjs';
import { migrate, pendingMigrations } from './migrate.mjs';
import { inDatabase, setUpRoles, withClient } from './roles.mjs';

let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let database: Awaited<ReturnType<typeof createDatabase>>;

const asSuperuser = (...statements: string[]) =>
  withClient(
    inDatabase(cluster.superUrl, new URL(database.ownerUrl).pathname.slice(1)),
    async (superuser) => {
      for (const statement of statements) await superuser.query(statement);
    },
  );

/** A database as an operator has it who upgrades from before there were background jobs. */
beforeAll(async () => {
  cluster = await startTestCluster({ inMemory: true });
  database = await createDatabase(cluster);
  await asSuperuser(
    'DROP SCHEMA graphile_worker CASCADE',
    'DROP FUNCTION vault.add_job',
    `DELETE FROM public._prisma_migrations WHERE migration_name LIKE '%_jobs'`,
    'ALTER ROLE connect_jobs RENAME TO connect_jobs_of_later',
  );
});
afterAll(() => cluster.close());

const start = () =>
  checkDatabases({
    web: { DATABASE_URL: database.webUrl },
    vault: { VAULT_DATABASE_URL: database.vaultUrl, VAULT_JOBS_DATABASE_URL: database.jobsUrl },
  }).then(
    () => undefined,
    (error: unknown) => String(error),
  );

it('an upgrade is led to roles.sql, then to the migration, and then starts', async () => {
  const remedy = 'there is no role connect_jobs';
  await expect(migrate(database.ownerUrl)).rejects.toThrow(
    `${remedy}: as an administrator run prisma/roles.sql (again)`,
  );
  expect(await start()).toContain(
    `VAULT_DATABASE_URL: ${remedy} on this server: as an administrator run prisma/roles.sql again`,
  );

  await withClient(cluster.superUrl, (superuser) => setUpRoles(superuser, cluster.passwords));
  await expect(migrate(database.ownerUrl)).rejects.toThrow(
    'role connect_jobs may not connect: GRANT CONNECT ON DATABASE',
  );
  await asSuperuser(
    `GRANT CONNECT ON DATABASE "${new URL(database.ownerUrl).pathname.slice(1)}" TO connect_jobs`,
  );
  expect(await start()).toContain('npm run db:migrate');

  expect((await migrate(database.ownerUrl)).applied).toHaveLength(1);
  expect(await pendingMigrations(database.vaultUrl)).toEqual([]);
  expect(await start()).toBeUndefined();
});

it('tables of an older version of the job library are told at the start, and migrated', async () => {
  await withClient(database.ownerUrl, (owner) =>
    owner.query('DELETE FROM graphile_worker.migrations WHERE id = $1', [JOBS_REVISION]),
  );
  expect(await start()).toContain(
    'VAULT_JOBS_DATABASE_URL: the tables of background jobs are of an older version',
  );
});

it('the revision that a start asks for is the one that the library brings', async () => {
  await withClient(database.ownerUrl, (owner) => owner.query('DROP SCHEMA graphile_worker CASCADE'));
  await migrate(database.ownerUrl);
  await withClient(database.ownerUrl, async (owner) => {
    const { rows } = await owner.query('SELECT max(id) AS id FROM graphile_worker.migrations');
    expect(rows[0].id).toBe(JOBS_REVISION);
  });
});
