import { type Actor, appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';

/** Revokes a key for good; false when it is unknown or revoked already. */
export async function revokeApiKey({ db }: Pick<Database, 'db'>, id: string, actor: Actor): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const revoked = await tx.$executeRaw`
      UPDATE vault.api_keys SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`;
    if (revoked === 0) return false;
    await appendAudit(tx, {
      action: 'api_key.revoked',
      actor,
      detail: { key: id },
    });
    return true;
  });
}
