import { appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';
import { type KeyLimits, limitsDetail } from './key-limits';

/**
 * Changes what a key is limited to, from its next request on; what is not named stays. False when it is unknown or revoked.
 * A new end is told of anew when it comes near.
 */
export async function changeLimits(
  { db }: Pick<Database, 'db'>,
  id: string,
  limits: Partial<KeyLimits>,
  operator: string,
): Promise<boolean> {
  const { networks, ...others } = limits;
  return db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: {
        ...others,
        ...(networks === undefined ? {} : { networks: [...networks] }),
        ...(limits.expiresAt === undefined ? {} : { expiryToldDays: null }),
      },
    });
    if (count === 0) return false;
    await appendAudit(tx, {
      action: 'api_key.changed',
      actor: { kind: 'operator', id: operator },
      detail: { key: id, ...limitsDetail(limits) },
    });
    return true;
  });
}
