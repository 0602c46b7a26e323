import { inDatabase } from '#scripts/db/roles';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { fillConnections } from '#test/database/many-connections';

/** A PostgreSQL of its own with so many connections; which client and key most of their grants have. */
export async function startFilledDatabase(count: number, of: { clientId: string; keyId: string }) {
  const cluster = await startTestCluster();
  try {
    const database = await createDatabase(cluster);
    const superUrl = inDatabase(cluster.superUrl, new URL(database.ownerUrl).pathname.slice(1));
    const began = performance.now();
    await fillConnections({ superUrl, count, ...of });
    console.log(`${count} connections, made in ${Math.round((performance.now() - began) / 1_000)} s`);
    return { ...database, superUrl, close: cluster.close };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}
