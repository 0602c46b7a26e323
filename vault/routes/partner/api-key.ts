import { appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { equalBytes, sha256 } from '#vault/keys/compare';
import { randomHex, randomText } from '#vault/keys/random';

// cwk_<id>_<secret>: the id finds the row, the secret (256 random bits) is compared as its hash.
const API_KEY = /^cwk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;
const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** Compared with when there is no such key, so that a guess takes as long as a miss. */
const NOBODY = sha256('no such key');

type Handle = Pick<Database, 'db' | 'pool'>;
export type ApiKeyView = {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** Makes a key. The full text is returned once and stored only as a hash. */
export async function createApiKey(
  { db }: Handle,
  name: string,
  operator: string,
): Promise<{ id: string; key: Secret }> {
  const id = randomHex(ID_BYTES);
  const secret = randomText(SECRET_BYTES);
  await db.$transaction(async (tx) => {
    await tx.apiKey.create({ data: { id, name, hash: new Uint8Array(sha256(secret)) } });
    await appendAudit(tx, {
      action: 'api_key.created',
      actor: { kind: 'operator', id: operator },
      detail: { key: id },
      personal: { name },
    });
  });
  return { id, key: new Secret(`cwk_${id}_${secret}`) };
}

/** Revokes a key for good; false when it is unknown or revoked already. */
export async function revokeApiKey({ db }: Handle, id: string, operator: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const revoked = await tx.$executeRaw`
      UPDATE vault.api_keys SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`;
    if (revoked === 0) return false;
    await appendAudit(tx, {
      action: 'api_key.revoked',
      actor: { kind: 'operator', id: operator },
      detail: { key: id },
    });
    return true;
  });
}

/** All keys, newest first; never their hashes. */
export async function listApiKeys({ db }: Handle): Promise<ApiKeyView[]> {
  return db.apiKey.findMany({
    select: { id: true, name: true, createdAt: true, lastUsedAt: true, revokedAt: true },
    orderBy: { createdAt: 'desc' },
  });
}

/**
 * Finds the key behind an `Authorization` header by its id and compares the secret in constant time. Each
 * request reads the row, so a revoked key ends with the next request. Notes the use once a minute.
 *
 * @throws AppError API_KEY_REFUSED, the same for missing, malformed, unknown, wrong and revoked.
 */
export async function authenticateApiKey(
  { pool }: Handle,
  authorization: string | undefined,
): Promise<string> {
  const [, id, secret] = API_KEY.exec(bearer(authorization)) ?? [];
  if (id === undefined || secret === undefined) throw new AppError('API_KEY_REFUSED');
  const { rows } = await pool.query<{ hash: Buffer; isOpen: boolean; isUsed: boolean }>({
    name: 'api-key',
    text: `
      SELECT hash, revoked_at IS NULL AS "isOpen",
        coalesce(last_used_at > now() - interval '1 minute', false) AS "isUsed"
      FROM vault.api_keys WHERE id = $1`,
    values: [id],
  });
  const [row] = rows;
  const isRight = equalBytes(sha256(secret), row?.hash ?? NOBODY);
  if (row === undefined || !isRight || !row.isOpen) throw new AppError('API_KEY_REFUSED');
  if (!row.isUsed) await noteUse(pool, id);
  return id;
}

/** A database that takes no writes still has live tokens to read: then the next request notes the use. */
async function noteUse(pool: Handle['pool'], id: string): Promise<void> {
  try {
    await pool.query({
      name: 'api-key-used',
      text: `
        UPDATE vault.api_keys SET last_used_at = now()
        WHERE id = $1 AND coalesce(last_used_at <= now() - interval '1 minute', true)`,
      values: [id],
    });
  } catch (error) {
    if (!isDatabaseFailure(error)) throw error;
  }
}

function bearer(authorization: string | undefined): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}
