import { existsSync } from 'node:fs';
import path from 'node:path';
import { runningCluster } from '../db/cluster.mjs';
import { ensureDatabase, isInUse } from '../db/ensure.mjs';
import { countAndLast, migrate } from '../db/migrate.mjs';

/**
 * The embedded database of a data folder, migrated, for a supervisor.
 * @param {string} dataDir
 * @param {(text: string) => void} say
 */
export async function openEmbedded(dataDir, say) {
  const first = await ensureDatabase({ dataDir });
  const { applied } = await migrate(first.ownerUrl);
  say(`database: embedded PostgreSQL ${first.started ? 'started' : 'runs already'}, data in ${dataDir}`);
  if (applied.length > 0) say(`database: migrations applied: ${countAndLast(applied)}`);
  return {
    ownerUrl: first.ownerUrl,
    addresses: addressesOf(first),
    database: {
      isGone: async () => runningCluster(dataDir) === undefined,
      revive: async () => {
        // starting it would make a new, empty one in its place
        if (!existsSync(path.join(dataDir, 'pg'))) throw new Error(`${path.join(dataDir, 'pg')} is gone`);
        const again = addressesOf(await ensureDatabase({ dataDir }));
        return (/** @type {import('./child.mjs').ChildSpec} */ spec) => ({
          ...spec,
          env: readdressed(spec.env, again),
        });
      },
      // somebody's psql or a second tool may use it too
      close: async () => {
        if (runningCluster(dataDir) && !(await isInUse(dataDir))) await first.stop();
      },
    },
  };
}

/** @param {import('../db/ensure.mjs').EmbeddedDatabase} database @returns {Record<string, string>} */
const addressesOf = ({ webUrl, vaultUrl, jobsUrl }) => ({
  DATABASE_URL: webUrl,
  VAULT_DATABASE_URL: vaultUrl,
  VAULT_JOBS_DATABASE_URL: jobsUrl,
});

// A process gets the new address of what it was given before, and nothing else (promise 4).
/** @param {Record<string, string>} env @param {Record<string, string>} addresses */
function readdressed(env, addresses) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, addresses[name] ?? value]));
}
