import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import { isDatabaseFailure } from '#lib/db/database-failure';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { type ApiKey, checkKey, type KeyCheck, type KeySource } from './check-key';
import { tellMisplaced } from './tell-misuse';

export type { ApiKey } from './check-key';

// cwk_<id>_<secret>: the id finds the row, the secret (256 random bits) is compared as its hash.
const API_KEY = /^cwk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

type Needs = Pick<VaultContext, 'database' | 'log' | 'readApiKeyRow' | 'checkedKeys'>;

/**
 * Finds the key behind an `Authorization` header by its id and checks it. Each request reads the row, so a revoked key ends
 * with the next request, on a connection that is kept open too.
 *
 * @throws AppError as `acceptKey`; API_KEY_REFUSED also for one that is missing or malformed.
 */
export async function authenticateApiKey(
  ctx: Needs,
  authorization: string | undefined,
  source: KeySource,
): Promise<ApiKey> {
  const read = readKeyHeader(authorization);
  if (read === undefined) throw new AppError('API_KEY_REFUSED', { log: 'no key, or none of this form' });
  const { id, secret } = read;
  const check = checkKey(await ctx.readApiKeyRow(id), { ...source, secret });
  const key = await acceptKey(ctx, check);
  if (check.kind === 'good') ctx.checkedKeys.remember({ authorization, source }, check);
  return key;
}

/**
 * What follows from a check: the key, its use noted once a minute, or the failure.
 *
 * @throws AppError API_KEY_REFUSED, the same for unknown, wrong and revoked; API_KEY_EXPIRED, API_KEY_NOT_HERE.
 */
async function acceptKey(ctx: Needs, check: KeyCheck): Promise<ApiKey> {
  if (check.kind === 'refused') {
    if (check.misplaced !== undefined) await tellMisplaced(ctx, check.misplaced);
    throw new AppError(check.code, { log: check.why });
  }
  if (!check.isNoted) await noteUse(ctx, check);
  return check.key;
}

/** @throws AppError SCOPE_MISSING, whose answer names the scope. */
export function requireScope(key: ApiKey, scope: ApiKeyScope): void {
  if (key.scopes.includes(scope)) return;
  throw new AppError('SCOPE_MISSING', { log: `API key ${key.id} lacks ${scope}`, details: { scope } });
}

/** Whether the key reaches what belongs to this environment. A connection that it does not reach does not exist for it. */
export function reaches(key: Pick<ApiKey, 'environment'>, environment: Environment): boolean {
  return key.environment === null || key.environment === environment;
}

/** @throws AppError ENVIRONMENT_NOT_ALLOWED: the caller named an environment itself, and it is not the key's. */
export function requireEnvironment(key: ApiKey, environment: Environment): void {
  if (reaches(key, environment)) return;
  throw new AppError('ENVIRONMENT_NOT_ALLOWED', { log: `API key ${key.id} is not for ${environment}` });
}

const NOTE = {
  current: {
    name: 'api-key-used',
    text: `
      UPDATE vault.api_keys SET last_used_at = now()
      WHERE id = $1 AND coalesce(last_used_at <= now() - interval '1 minute', true)`,
  },
  next: {
    name: 'api-key-next-used',
    text: `
      UPDATE vault.api_keys SET next_last_used_at = now()
      WHERE id = $1 AND next_hash IS NOT NULL AND coalesce(next_last_used_at <= now() - interval '1 minute', true)`,
  },
};

/** A database that takes no writes still has live tokens to read: then the next request notes the use. */
async function noteUse(
  { database }: Pick<Needs, 'database'>,
  { key, used }: Extract<KeyCheck, { kind: 'good' }>,
): Promise<void> {
  try {
    await database.pool.query({ ...NOTE[used], values: [key.id] });
  } catch (error) {
    if (!isDatabaseFailure(error)) throw error;
  }
}

/** The two parts of the key in an `Authorization` header, or undefined when it has no such form. */
function readKeyHeader(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const [, id, secret] = API_KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
