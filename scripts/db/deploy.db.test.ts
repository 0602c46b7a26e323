import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#test/database/test-database';
import { root } from '../paths.mjs';
import { databaseOf, inDatabase } from './roles.mjs';

const migrateAt = (address: string) =>
  spawnSync(process.execPath, ['scripts/db.mjs', 'migrate'], {
    ...{ cwd: root, encoding: 'utf8', timeout: 60_000 },
    env: { ...process.env, MIGRATION_DATABASE_URL: address },
  });

it('npm run db:migrate names the database, done or failed, and not the password', async () => {
  const test = await createTestDatabase();
  const { host, pathname, password } = new URL(test.ownerUrl);
  const done = migrateAt(test.ownerUrl);
  const failed = migrateAt(inDatabase(test.ownerUrl, 'nowhere'));
  await test.drop();
  expect(done).toMatchObject({ status: 0, stderr: '' });
  expect(done.stdout).toContain(`database ${pathname.slice(1)} at ${host}: `);
  expect(failed).toMatchObject({ status: 1, stdout: '' });
  expect(failed.stderr).toContain(`database nowhere at ${host}: `);
  expect(done.stdout + failed.stderr).not.toContain(password);
});

it('names the server that is asked, and none where the rest of a password stands in its place', () => {
  expect(databaseOf('postgresql://connect_owner:hunter2@db.internal/connect?host=127.0.0.1&port=6432')).toBe(
    'database connect at 127.0.0.1:6432',
  );
  for (const raw of ['hun#ter2', 'hun/ter2', 'hun?ter2'])
    expect(() => databaseOf(`postgresql://connect_owner:${raw}@127.0.0.1/connect`)).toThrow('cut off');
});
