import { appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';
import { type KeyLimits, limitsDetail } from './key-limits';

export type Changed =
  | 'changed'
  /** There is no such key, or it is revoked. */
  | 'unknown'
  /** It is to refuse over its quota, and has none. */
  | 'no_quota';

/**
 * Changes what a key is limited to, from its next request on; what is not named stays. A new end is told of anew when it
 * comes near. Without a quota nothing is refused over it, so that one that is set later does not begin with an old word.
 */
export async function changeLimits(
  { db }: Pick<Database, 'db'>,
  id: string,
  asked: Partial<KeyLimits>,
  operator: string,
): Promise<Changed> {
  const limits = asked.quotaPerHour === null ? { ...asked, quotaRefuses: false } : asked;
  const { networks, ...others } = limits;
  const wantsQuota = asked.quotaRefuses === true && !asked.quotaPerHour;
  return db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null, ...(wantsQuota ? { quotaPerHour: { not: null } } : {}) },
      data: {
        ...others,
        ...(networks === undefined ? {} : { networks: [...networks] }),
        ...(limits.expiresAt === undefined ? {} : { expiryToldDays: null }),
      },
    });
    if (count === 0) {
      const isOpen = wantsQuota && (await tx.apiKey.count({ where: { id, revokedAt: null } })) > 0;
      return isOpen ? 'no_quota' : 'unknown';
    }
    await appendAudit(tx, {
      action: 'api_key.changed',
      actor: { kind: 'operator', id: operator },
      detail: { key: id, ...limitsDetail(limits) },
    });
    return 'changed';
  });
}
