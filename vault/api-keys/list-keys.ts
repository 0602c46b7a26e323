import type { Database } from '#lib/db/client';
import type { KeyLimits } from './key-limits';

export type ApiKeyView = KeyLimits & {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** The second secret, while a rotation is open. A revoked key has none that is live. */
  next: { madeAt: Date; lastUsedAt: Date | null; overlapEndsAt: Date | null } | null;
};

/** All keys, newest first; never their hashes. */
export async function listApiKeys({ db }: Pick<Database, 'db'>): Promise<ApiKeyView[]> {
  const rows = await db.apiKey.findMany({
    select: {
      ...{ id: true, name: true, scopes: true, createdAt: true, lastUsedAt: true, revokedAt: true },
      ...{ environment: true, expiresAt: true, networks: true, certificate: true },
      ...{ quotaPerHour: true, quotaRefuses: true },
      ...{ nextMadeAt: true, nextUsedAt: true, overlapEndsAt: true },
    },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ nextMadeAt, nextUsedAt, overlapEndsAt, ...row }) => ({
    ...row,
    next:
      nextMadeAt === null || row.revokedAt !== null
        ? null
        : { madeAt: nextMadeAt, lastUsedAt: nextUsedAt, overlapEndsAt },
  }));
}
