import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { randomId } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { sealOneTimeToken } from './challenge-row';
import type { CallDescription } from './describe-call';

export type Demand = {
  connectionId: string;
  description: CallDescription;
  /** Of the call that Wise refused; undefined for a session, which no call uses. */
  digest?: Buffer;
  oneTimeToken: Secret;
  /** The API key that made the call. */
  apiKeyId: string | null;
  factorsLeft?: readonly string[];
};

export type RaisedChallenge = { challengeId: string; approvalUrl: string; expiresAt: Date };

/** Keeps what Wise wants approved: sealed token, digest of the exact call, deadline by the database's clock. */
export async function raiseChallenge(ctx: VaultContext, demand: Demand): Promise<RaisedChallenge> {
  const challengeId = randomId();
  const expiresAt = await ctx.database.db.$transaction((tx) => insert(tx, ctx, challengeId, demand));
  const { connectionId, description } = demand;
  ctx.log.info({ connectionId, challengeId, operation: description.operation }, 'Wise wants an approval');
  return { challengeId, approvalUrl: approvalUrl(ctx, challengeId), expiresAt };
}

/** Where the customer approves: our page, for the connection's owner alone. */
export function approvalUrl({ env }: Pick<VaultContext, 'env'>, challengeId: string): string {
  return new URL(`/approve/${challengeId}`, env.APP_URL).href;
}

async function insert(
  tx: Tx,
  ctx: VaultContext,
  challengeId: string,
  { connectionId, description, digest, oneTimeToken, apiKeyId, factorsLeft = [] }: Demand,
): Promise<Date> {
  const connection = await tx.connection.findUnique({ where: { id: connectionId } });
  if (connection === null) throw new AppError('NOT_FOUND');
  const { environment } = connection;
  const sealed = sealOneTimeToken(ctx, { ...connection, challengeId, connectionId }, oneTimeToken);
  const [row] = await tx.$queryRaw<{ expiresAt: Date }[]>`
    INSERT INTO vault.sca_challenges (id, connection_id, operation, method, path_template, digest, key_id, wrapped_key,
      token, factors_left, expires_at)
    VALUES (${challengeId}::uuid, ${connectionId}::uuid, ${description.operation}, ${description.method},
      ${description.pathTemplate}, ${digest ?? null}::bytea, ${sealed.keyId}, ${sealed.wrappedKey}, ${sealed.token},
      ${[...factorsLeft]}::text[], now() + make_interval(secs => ${ctx.env.SCA_CHALLENGE_SECONDS}::int))
    RETURNING expires_at AS "expiresAt"`;
  if (row === undefined) throw new Error('a challenge was not stored');
  await eraseExpired(tx, connectionId);
  await appendAudit(tx, {
    action: 'sca.challenge_raised',
    actor: { kind: 'system', id: 'partner API' },
    connectionId,
    environment,
    detail: { challengeId, operation: description.operation, apiKey: apiKeyId },
  });
  return row.expiresAt;
}

/** A token that is over opens nothing at Wise either; what is not there cannot leak. */
async function eraseExpired(tx: Tx, connectionId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.sca_challenges SET key_id = NULL, wrapped_key = NULL, token = NULL
    WHERE connection_id = ${connectionId}::uuid AND expires_at <= now() AND token IS NOT NULL`;
}
