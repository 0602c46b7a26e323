import { webDb } from '#lib/db/web';
import { isVaultHealthy } from '#lib/vault-client/vault-health';

/** For probes: 200 when this process can serve a customer now. Says nothing that helps a stranger. */
export async function GET(): Promise<Response> {
  const [database, vault] = await Promise.all([isDatabaseHealthy(), isVaultHealthy()]);
  const ok = database && vault;
  return Response.json({ ok, database, vault }, { status: ok ? 200 : 503 });
}

async function isDatabaseHealthy(): Promise<boolean> {
  try {
    await webDb().$queryRaw`SELECT 1`;
    return true;
  } catch {
    return false;
  }
}
