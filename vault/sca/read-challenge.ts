import type { ScaOperation, ScaState } from '#lib/contract/sca';
import type { VaultContext } from '#vault/runtime/context';
import type { ChallengeIdentity } from './challenge-row';

/** A challenge with the columns that open its token: it stays in the vault. */
export type Challenge = ChallengeIdentity & {
  operation: ScaOperation;
  state: ScaState;
  /** Whether calls for its connection go to Wise at all: active and not frozen. */
  isConnectionLive: boolean;
  factorsLeft: string[];
  createdAt: Date;
  expiresAt: Date;
  /** How long Wise blocks the user yet, in seconds; 0 when it does not. */
  lockedSeconds: number;
  keyId: string | null;
  wrappedKey: Buffer | null;
  token: Buffer | null;
};

/** One challenge, its state by the database's clock; undefined when there is none with this id. */
export async function readChallenge(
  { database }: VaultContext,
  challengeId: string,
): Promise<Challenge | undefined> {
  const rows = await database.db.$queryRaw<Challenge[]>`
    SELECT s.id AS "challengeId", s.connection_id AS "connectionId", c.environment::text, c.client_id AS "clientId",
      c.customer_id AS "customerId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId", s.operation,
      a.state, c.status = 'active' AND c.frozen_at IS NULL AS "isConnectionLive", s.factors_left AS "factorsLeft", s.created_at AS "createdAt", s.expires_at AS "expiresAt",
      greatest(0, ceil(extract(epoch FROM coalesce(s.locked_until, now()) - now())))::int AS "lockedSeconds",
      s.key_id AS "keyId", s.wrapped_key AS "wrappedKey", s.token
    FROM vault.sca_challenges s JOIN public.approvals a ON a.id = s.id JOIN public.connections c ON c.id = s.connection_id
    WHERE s.id = ${challengeId}::uuid`;
  return rows[0];
}
