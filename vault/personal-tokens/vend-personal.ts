import { appendAudit } from '#lib/audit/append';
import type { PersonalTokenState } from '#lib/db/generated/enums';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { raiseAlarm } from '#vault/alarms/alarm';
import { type ApiKey, requireScope } from '#vault/api-keys/authenticate';
import { anyHold, ringKeyHold } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import { openToken, type SealedToken, type TokenIdentity } from './token-value';

export type PersonalVend = TokenIdentity & { token: Secret; version: bigint };

/** Who wants it: the API key of a request, whose scopes decide, or a check of ours, which hands nothing out. */
export type PersonalTokenUser = ApiKey | 'check';

type Row = TokenIdentity & SealedToken & { state: PersonalTokenState; isHeld: boolean };

const IS_HELD = anyHold(
  `h.scope = 'environment' AND h.value = p.environment::text
          OR ${ringKeyHold('personal_token_values', { keyId: 'v.key_id', rowId: 'p.id' })}`,
);

/**
 * Hands out a personal token: state and ciphertext in one statement, as for a connection. A key without the scope is
 * refused before anything is opened.
 *
 * @returns undefined when no personal token has this id.
 * @throws AppError SCOPE_MISSING, CONNECTION_DISCONNECTED when it was removed, CONNECTION_NEEDS_RECONNECT when Wise refused it (it has to
 *   be rotated), ACCESS_ON_HOLD, RECORD_REFUSED, KEY_UNKNOWN.
 */
export async function vendPersonal(
  ctx: VaultContext,
  id: string,
  user: PersonalTokenUser,
): Promise<PersonalVend | undefined> {
  const { rows } = await ctx.database.pool.query<Omit<Row, 'version'> & { version: string | null }>({
    name: 'personal-token-vend',
    text: `
      SELECT p.id, p.environment::text AS environment, p.wise_user_id AS "wiseUserId", p.profile_id AS "profileId",
        p.state::text AS state, ${IS_HELD} AS "isHeld", v.version, v.key_id AS "keyId", v.wrapped_key AS "wrappedKey", v.token
      FROM public.personal_tokens AS p LEFT JOIN vault.personal_token_values AS v ON v.personal_token_id = p.id
      WHERE p.id = $1::uuid`,
    values: [id],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  if (user !== 'check') requireScope(user, 'personal-token:use');
  if (row.state === 'removed') throw new AppError('CONNECTION_DISCONNECTED');
  if (row.state === 'refused') throw new AppError('CONNECTION_NEEDS_RECONNECT');
  if (row.isHeld && user !== 'check') throw new AppError('ACCESS_ON_HOLD');
  const { state: _state, isHeld: _isHeld, keyId, wrappedKey, token, version, ...identity } = row;
  const sealed = { keyId, wrappedKey, token, version: BigInt(version ?? 0) };
  return { ...identity, token: await openToken(ctx, identity, sealed), version: sealed.version };
}

/**
 * Wise answered this version with 401 `invalid_token`: somebody has deleted it there, or rotated it. It is not issued any
 * more, and staff are alarmed. A version that was replaced meanwhile says nothing.
 */
export async function markPersonalRefused(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  { id, version, environment }: Pick<PersonalVend, 'id' | 'version' | 'environment'>,
): Promise<boolean> {
  return ctx.database.db.$transaction(async (tx) => {
    const marked = await tx.$executeRaw`
      UPDATE public.personal_tokens AS p SET state = 'refused', refused_at = now(), last_checked_at = now()
      WHERE p.id = ${id}::uuid AND p.state = 'active' AND EXISTS (SELECT 1 FROM vault.personal_token_values AS v
        WHERE v.personal_token_id = p.id AND v.version = ${version})`;
    if (marked === 0) return false;
    await appendAudit(tx, {
      action: 'personal_token.refused',
      actor: { kind: 'system', id: 'vault' },
      environment,
      detail: { personalTokenId: id },
    });
    await raiseAlarm(tx, ctx, 'personal_token_refused', environment);
    return true;
  });
}
