import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCluster } from '#test/database/cluster.mjs';
import { root } from '../paths.mjs';
import { migrate } from './migrate.mjs';
import { DATABASE, ROLES, roleUrl, withClient } from './roles.mjs';

let cluster: Awaited<ReturnType<typeof startTestCluster>>;
const PASSWORD = 'for-this-test';

beforeAll(async () => {
  cluster = await startTestCluster({ inMemory: true });
  await withClient(cluster.superUrl, async (superuser) => {
    // as a server is before anybody has set up this product
    await superuser.query(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
    for (const role of Object.values(ROLES)) await superuser.query(`DROP ROLE ${role}`);
    await superuser.query(`CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD '${PASSWORD}'`);
  });
});
afterAll(() => cluster.close());

it('the README’s steps work for a hosted service’s administrator, who is no superuser', async () => {
  await withClient(
    roleUrl(cluster.superUrl, 'administrator', PASSWORD, 'postgres'),
    async (administrator: pg.Client) => {
      const roles = readFileSync(path.join(root, 'prisma/roles.sql'), 'utf8');
      for (let times = 0; times < 2; times += 1) await administrator.query(roles);
      await administrator.query('GRANT connect_owner TO CURRENT_USER');
      await administrator.query('CREATE DATABASE connect OWNER connect_owner');
      for (const role of Object.values(ROLES))
        await administrator.query(`ALTER ROLE ${role} PASSWORD '${PASSWORD}'`);
    },
  );
  const { found, applied } = await migrate(roleUrl(cluster.superUrl, ROLES.owner, PASSWORD, 'connect'));
  expect(applied).toHaveLength(found);
});
