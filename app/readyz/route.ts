import { WEB_WAITS } from '#lib/contract/internal-api';
import { createReadiness } from '#lib/db/readiness';
import { webDb } from '#web/db/web-db';
import { isVaultReady } from '#web/vault-client/vault-client';

const isDatabaseReady = createReadiness(webDb, WEB_WAITS.probeMs);

/**
 * Ready: 200 when this process can serve a customer now, which takes a database that takes writes, and a vault of which
 * the same is true. Says nothing that helps a stranger.
 */
export async function GET(): Promise<Response> {
  const [database, vault] = await Promise.all([isDatabaseReady(), isVaultReady()]);
  const ok = database && vault;
  return Response.json({ ok, database, vault }, { status: ok ? 200 : 503 });
}
