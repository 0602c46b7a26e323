import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import type { Database } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError } from '#lib/errors/app-error';
import { equalBytes, sha256 } from '#vault/keys/compare';

// cwk_<id>_<secret>: the id finds the row, the secret (256 random bits) is compared as its hash.
const API_KEY = /^cwk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;
/** Compared with when there is no such key, so that a guess takes as long as a miss. */
const NOBODY = sha256('no such key');

/** The key that a request carried, as its row is now. */
export type ApiKey = { readonly id: string; readonly scopes: readonly string[] };

type Row = { hash: Buffer; scopes: string[]; isOpen: boolean; isUsed: boolean };

/**
 * Finds the key behind an `Authorization` header by its id and compares the secret in constant time. Each
 * request reads the row, so a revoked key ends with the next request. Notes the use once a minute.
 *
 * @throws AppError API_KEY_REFUSED, the same for missing, malformed, unknown, wrong and revoked.
 */
export async function authenticateApiKey(
  { pool }: Pick<Database, 'pool'>,
  authorization: string | undefined,
): Promise<ApiKey> {
  const read = readKey(authorization);
  if (read === undefined) throw new AppError('API_KEY_REFUSED');
  const { id, secret } = read;
  const { rows } = await pool.query<Row>({
    name: 'api-key',
    text: `
      SELECT hash, scopes, revoked_at IS NULL AS "isOpen",
        coalesce(last_used_at > now() - interval '1 minute', false) AS "isUsed"
      FROM vault.api_keys WHERE id = $1`,
    values: [id],
  });
  const [row] = rows;
  const isRight = equalBytes(sha256(secret), row?.hash ?? NOBODY);
  if (row === undefined || !isRight || !row.isOpen) throw new AppError('API_KEY_REFUSED');
  if (!row.isUsed) await noteUse(pool, id);
  return { id, scopes: row.scopes };
}

/** @throws AppError SCOPE_MISSING, whose answer names the scope. */
export function requireScope(key: ApiKey, scope: ApiKeyScope): void {
  if (key.scopes.includes(scope)) return;
  throw new AppError('SCOPE_MISSING', { log: `API key ${key.id} lacks ${scope}`, details: { scope } });
}

/** A database that takes no writes still has live tokens to read: then the next request notes the use. */
async function noteUse(pool: Database['pool'], id: string): Promise<void> {
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

/** The two parts of the key in an `Authorization` header, or undefined when it has no such form. */
function readKey(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const [, id, secret] = API_KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
