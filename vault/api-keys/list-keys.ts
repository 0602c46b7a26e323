import type { Database } from '#lib/db/client';

export type ApiKeyView = {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** All keys, newest first; never their hashes. */
export async function listApiKeys({ db }: Pick<Database, 'db'>): Promise<ApiKeyView[]> {
  return db.apiKey.findMany({
    select: { id: true, name: true, scopes: true, createdAt: true, lastUsedAt: true, revokedAt: true },
    orderBy: { createdAt: 'desc' },
  });
}
