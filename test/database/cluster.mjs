// The tests' own PostgreSQL: a throw-away cluster with a migrated template, and a fresh copy for who asks.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { clusterInfo, stopCluster } from '../../scripts/db/cluster.mjs';
import { ensureDatabase, superuserUrl, urlsOf } from '../../scripts/db/ensure.mjs';
import { migrate } from '../../scripts/db/migrate.mjs';
import { DATABASE, setUpDatabase, withClient } from '../../scripts/db/roles.mjs';
import { startedAt } from '../../scripts/process-table.mjs';

const PREFIX = 'connect-wise-test-';

/** @typedef {{ superUrl: string; passwords: Record<string, string> }} TestCluster plain data, so that it can be handed to workers */

/** Linux keeps what stands here in memory. */
const MEMORY = '/dev/shm';
/** A whole run of the tests takes a third of it. */
const ROOM = 4 * 1024 ** 3;

/**
 * Starts a cluster that exists for this process only.
 * @param {{ fsync?: boolean; inMemory?: boolean }} [options] fsync: wait for the disk as in production, for measuring;
 *   inMemory: where there is room; a copy of the template has 900 files, and making those took a disk ten times as much of
 *   the processor
 * @returns {Promise<TestCluster & { close: () => Promise<void> }>}
 */
export async function startTestCluster({ fsync = false, inMemory = false } = {}) {
  await removeAbandoned();
  const dataDir = fs.mkdtempSync(
    path.join(
      inMemory && hasRoom() ? MEMORY : os.tmpdir(),
      `${PREFIX}${process.pid}-${startedAt(process.pid) ?? ''}-`,
    ),
  );
  try {
    const database = await ensureDatabase({ dataDir, fsync, maxConnections: 300 });
    await migrate(database.ownerUrl);
    return {
      superUrl: superuserUrl(dataDir),
      passwords: clusterInfo(dataDir).passwords,
      close: () => remove(dataDir),
    };
  } catch (error) {
    await remove(dataDir);
    throw error;
  }
}

/** @param {string} dataDir */
async function remove(dataDir) {
  await stopCluster(dataDir);
  fs.rmSync(dataDir, { recursive: true, force: true });
}

// Containers often have 64 MB there. What a file there takes is memory of the machine, so half of that stays free.
function hasRoom() {
  if (!fs.existsSync(MEMORY) || os.freemem() < 2 * ROOM) return false;
  const { bavail, bsize } = fs.statfsSync(MEMORY);
  return bavail * bsize >= ROOM;
}

// A test run that was killed could not end its server.
async function removeAbandoned() {
  for (const folder of [os.tmpdir(), MEMORY].filter((each) => fs.existsSync(each))) {
    for (const name of fs.readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
      const [pid, mark] = name.slice(PREFIX.length).split('-');
      const now = startedAt(Number(pid));
      if (now === undefined || now !== mark) await remove(path.join(folder, name));
    }
  }
}

/**
 * Makes a migrated, empty database of its own in a test cluster.
 * @param {TestCluster} cluster
 * @returns {Promise<{ ownerUrl: string; webUrl: string; vaultUrl: string; jobsUrl: string; drop: () => Promise<void> }>}
 */
export function createDatabase(cluster) {
  return createFrom(cluster, { template: DATABASE });
}

/**
 * Makes one with no table in it.
 * @param {TestCluster} cluster
 */
export function createUnmigratedDatabase(cluster) {
  return createFrom(cluster, {});
}

/**
 * @param {TestCluster} cluster
 * @param {{ template?: string }} from
 */
async function createFrom({ superUrl, passwords }, from) {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withClient(superUrl, (superuser) => setUpDatabase(superuser, name, from));
  return {
    ...urlsOf(superUrl, passwords, name),
    drop: () =>
      withClient(superUrl, async (superuser) => {
        await superuser.query(`DROP DATABASE IF EXISTS ${superuser.escapeIdentifier(name)} WITH (FORCE)`);
      }),
  };
}
