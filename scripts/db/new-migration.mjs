// `npm run db:migrate:new -- <name>`: writes the SQL that leads from the migrations there are to prisma/schema.prisma.
// The migrations are applied to a database made for that, so the answer never depends on somebody's own database.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createDatabase, startTestCluster } from '../../test/database/cluster.mjs';
import { root } from '../paths.mjs';

/**
 * @param {string} name in words: becomes part of the folder's name
 * @returns {Promise<string | undefined>} path of the new file; undefined when the schema has not changed
 */
export async function newMigration(name) {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
  if (!slug) throw new Error('a migration needs a name: npm run db:migrate:new -- add_api_key_note');
  const sql = await withMigratedDatabase(missingSql);
  if (sql === '') return undefined;
  const stamp = new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  const folder = path.join(root, 'prisma/migrations', `${stamp}_${slug}`);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'migration.sql');
  writeFileSync(file, sql);
  return file;
}

/** @template T @param {(ownerUrl: string) => T} act */
async function withMigratedDatabase(act) {
  const cluster = await startTestCluster({ inMemory: true });
  try {
    const database = await createDatabase(cluster);
    return act(database.ownerUrl);
  } finally {
    await cluster.close();
  }
}

/**
 * @param {string} ownerUrl a database with migrations applied
 * @returns {string} the SQL that leads from it to prisma/schema.prisma; empty when nothing is missing
 */
export function missingSql(ownerUrl) {
  const prisma = path.join(root, 'node_modules/prisma/build/index.js');
  const words = [
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
    '--script',
  ];
  const answer = execFileSync(process.execPath, [prisma, ...words], {
    cwd: root,
    env: { ...process.env, MIGRATION_DATABASE_URL: ownerUrl, CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Prisma may exit 0 having printed nothing when its engine gave up
  if (!answer.trim())
    throw new Error('`prisma migrate diff` answered nothing: its engine failed (set DEBUG=prisma:*)');
  return answer.replaceAll(/^--.*$/gm, '').trim() ? answer : '';
}
