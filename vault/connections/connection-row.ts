import type { EndResult } from '#lib/contract/connections';
import type { Match } from '#lib/contract/matching';
import type { Audience } from '#lib/contract/people';
import type { Tx } from '#lib/db/client';
import type { ConnectionStatus } from '#lib/db/generated/enums';
import type { Environment } from '#lib/env/wise';
import type { WiseProfile } from '#vault/wise/outcomes';

// The only statements that write public.connections. Each is called inside the transaction of the act it belongs to.
// Lock order everywhere: exchange, connection, grant.

/** What makes two connections the same one: it never changes (a trigger of the database holds it). */
export type ConnectionIdentity = {
  customerId: string;
  environment: Environment;
  clientId: string;
  wiseUserId: string;
  profileId: string;
};

export type LockedConnection = {
  id: string;
  customerId: string;
  environment: Environment;
  status: ConnectionStatus;
};

/** Locks one connection until the transaction ends. */
export async function lockConnection(tx: Tx, connectionId: string): Promise<LockedConnection | undefined> {
  const [row] = await tx.$queryRaw<LockedConnection[]>`
    SELECT id, customer_id AS "customerId", environment::text AS environment, status::text AS status
    FROM public.connections WHERE id = ${connectionId}::uuid FOR UPDATE`;
  return row;
}

/**
 * Locks this customer's open connection to the profile, and `otherId`, in the order of their ids, so that two transactions cannot deadlock.
 *
 * @returns the id of this customer's own, if there is one.
 */
export async function lockOwnAndOther(
  tx: Tx,
  own: ConnectionIdentity,
  otherId: string | undefined,
): Promise<string | undefined> {
  const rows = await tx.$queryRaw<{ id: string; isOwn: boolean }[]>`
    SELECT id, customer_id = ${own.customerId}::uuid AS "isOwn"
    FROM public.connections
    WHERE id = ${otherId ?? null}::uuid OR (customer_id = ${own.customerId}::uuid
      AND environment = ${own.environment}::public.environment AND client_id = ${own.clientId}
      AND wise_user_id = ${own.wiseUserId} AND profile_id = ${own.profileId}
      AND status <> 'disconnected')
    ORDER BY id FOR UPDATE`;
  return rows.find((row) => row.isOwn)?.id;
}

/** Whether the consent was given in the partner's own app (design 4.22), and whether the profile is the customer's (decision 094). */
type Consent = { isInApp: boolean; match: Match | null };

/** @returns its id. */
export async function insertConnection(
  tx: Tx,
  identity: ConnectionIdentity,
  profile: WiseProfile,
  { isInApp, match }: Consent,
): Promise<string> {
  const { type: profileType, name: profileName } = profile;
  const { customerId, environment, clientId, wiseUserId, profileId } = identity;
  const { matchVerdict, matchFacts } = matchColumns(match);
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO public.connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
      profile_name, connected_in_app, status, match_verdict, match_facts, last_checked_at, last_check)
    VALUES (${customerId}::uuid, ${environment}::public.environment, ${clientId}, ${wiseUserId}, ${profileId},
      ${profileType}::public.profile_type, ${profileName}, ${isInApp}, 'active', ${matchVerdict}, ${matchFacts}::text[],
      now(), 'healthy')
    RETURNING id`;
  if (row === undefined) throw new Error('the connection was not stored');
  return row.id;
}

/**
 * Same environment, client, Wise user and profile: the same connection goes on under the same id. A verdict of before stands until
 * another one says more: nobody gets rid of a mismatch by a consent with nothing to compare.
 */
export async function reopenConnection(
  tx: Tx,
  connectionId: string,
  profile: WiseProfile,
  { isInApp, match }: Consent,
): Promise<void> {
  const { matchVerdict, matchFacts } = matchColumns(match);
  const isVerdict = match !== null && match.verdict !== 'unknown';
  await tx.$executeRaw`
    UPDATE public.connections SET
      match_verdict = CASE WHEN ${isVerdict}::boolean THEN ${matchVerdict} ELSE coalesce(match_verdict, ${matchVerdict}) END,
      match_facts = CASE WHEN ${isVerdict}::boolean THEN ${matchFacts}::text[] ELSE match_facts END,
      status_changed_at = CASE WHEN status = 'active' THEN status_changed_at ELSE now() END,
      status = 'active', reason = NULL, connected_at = now(), connected_in_app = ${isInApp},
      profile_type = ${profile.type}::public.profile_type, profile_name = ${profile.name},
      last_checked_at = now(), last_check = 'healthy', check_again_at = NULL, token_may_work_until = NULL
    WHERE id = ${connectionId}::uuid`;
}

const matchColumns = (match: Match | null) => ({
  matchVerdict: match?.verdict ?? null,
  matchFacts: [...(match?.facts ?? [])],
});

/** Wise has replaced its grant by a later consent of another customer's (W3). */
export async function markReplaced(tx: Tx, connectionId: string, accessExpiresAt: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.connections SET status = 'needs_reconnect', reason = 'replaced', status_changed_at = now(),
      last_checked_at = now(), last_check = 'needs_reconnect',
      token_may_work_until = CASE WHEN ${accessExpiresAt}::timestamptz > now()
        THEN ${accessExpiresAt}::timestamptz END
    WHERE id = ${connectionId}::uuid AND status = 'active'`;
}

/**
 * Wise refused the refresh token and said nothing of the access token: until when one may work is kept for a receipt
 * (design 4.5). Call it before the grant is erased.
 *
 * @returns false when the connection is not active any more.
 */
export async function markLostAtWise(tx: Tx, connectionId: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE public.connections SET status = 'needs_reconnect', reason = 'lost_at_wise',
      status_changed_at = now(), last_checked_at = now(), last_check = 'needs_reconnect',
      token_may_work_until = (SELECT access_expires_at FROM vault.grants
        WHERE connection_id = ${connectionId}::uuid AND access_expires_at > now())
    WHERE id = ${connectionId}::uuid AND status = 'active'`;
  return changed === 1;
}

/**
 * Wise has deactivated the user or the profile, and with it every token that was issued.
 *
 * @returns false when the connection is not active any more.
 */
export async function markUserDeactivated(tx: Tx, connectionId: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE public.connections SET status = 'needs_reconnect', reason = 'user_deactivated', status_changed_at = now(),
      last_checked_at = now(), last_check = 'needs_reconnect', token_may_work_until = NULL
    WHERE id = ${connectionId}::uuid AND status = 'active'`;
  return changed === 1;
}

export type ConnectionOf = LockedConnection & { wiseUserId: string; profileId: string; connectedAt: Date };

type WiseSubject = { environment: Environment; subject: 'user' | 'profile'; subjectId: string };

/** Locks the open connections of these users and profiles, in the order of their ids. */
export async function findConnectionsOf(tx: Tx, subjects: readonly WiseSubject[]): Promise<ConnectionOf[]> {
  const idsOf = (subject: WiseSubject['subject'], environment: Environment) =>
    subjects.filter((each) => each.subject === subject && each.environment === environment);
  const found: ConnectionOf[] = [];
  for (const environment of new Set(subjects.map((each) => each.environment))) {
    const users = idsOf('user', environment).map(({ subjectId }) => subjectId);
    const profiles = idsOf('profile', environment).map(({ subjectId }) => subjectId);
    const rows = await tx.$queryRaw<ConnectionOf[]>`
      SELECT id, customer_id AS "customerId", environment::text AS environment, status::text AS status,
        wise_user_id AS "wiseUserId", profile_id AS "profileId", connected_at AS "connectedAt"
      FROM public.connections
      WHERE (wise_user_id = ANY (${users}::text[]) OR profile_id = ANY (${profiles}::text[]))
        AND environment = ${environment}::public.environment AND status <> 'disconnected'
      ORDER BY id FOR UPDATE`;
    found.push(...rows);
  }
  return found;
}

/** SQL: a refresh has proved the connection of each row of `stored`, in the statement that stores its tokens. */
export const MARK_HEALTHY = `
  UPDATE public.connections AS c SET last_checked_at = now(), last_check = 'healthy'
  FROM stored WHERE c.id = stored.connection_id RETURNING c.id`;

/**
 * Disconnected for good, with the receipt as it stands now. Without a grant there is nothing left to revoke: Wise had
 * ended it before (that is what `needs_reconnect` says). A token that was issued may outlive the act, so its end is
 * kept; that of a grant that is gone was kept when it went.
 */
export async function markDisconnected(
  tx: Tx,
  connectionId: string,
  by: Audience | 'erasure',
  accessExpiresAt: Date | undefined,
): Promise<void> {
  const hasGrant = accessExpiresAt !== undefined;
  await tx.$executeRaw`
    UPDATE public.connections SET status = 'disconnected',
      reason = ${by}::public.connection_reason,
      disconnected_at = now(), status_changed_at = now(),
      end_result = ${hasGrant ? 'pending' : 'ended_at_wise'},
      ended_at = CASE WHEN ${hasGrant}::boolean THEN NULL ELSE now() END,
      token_may_work_until = (SELECT kept.until FROM
        (SELECT coalesce(${accessExpiresAt ?? null}::timestamptz, token_may_work_until) AS until) AS kept
        WHERE kept.until > now())
    WHERE id = ${connectionId}::uuid`;
}

/** The receipt's end: how the revocation at Wise went. Lock the connection first. */
export async function recordRevocation(tx: Tx, connectionId: string, result: EndResult): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.connections SET end_result = ${result}, ended_at = now(),
      token_may_work_until = CASE WHEN ${result} = 'cancelled' THEN NULL ELSE token_may_work_until END
    WHERE id = ${connectionId}::uuid`;
}

/** "Check now" asks Wise once in `windowMs`, over all processes; true when it may now. */
export async function claimCheck(tx: Tx, connectionId: string, windowMs: number): Promise<boolean> {
  const claimed = await tx.$executeRaw`
    UPDATE public.connections
       SET check_again_at = now() + ${windowMs}::float8 * interval '1 millisecond'
     WHERE id = ${connectionId}::uuid AND status = 'active' AND frozen_at IS NULL
       AND coalesce(check_again_at <= now(), true)`;
  return claimed === 1;
}

/**
 * Frozen: every vend that begins after this commits is refused, because it reads the flag with the token in one statement. A
 * refresh in flight ends as ever, so that the grant is not lost.
 *
 * @returns what each was like before, without those that there are not; `isChanged` when this froze it.
 */
export async function freezeConnections(tx: Tx, ids: readonly string[]): Promise<FlagChange[]> {
  const before = await lockConnections(tx, ids);
  const changed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE public.connections SET frozen_at = now()
    WHERE id = ANY (${ids}::uuid[]) AND frozen_at IS NULL AND status <> 'disconnected' RETURNING id`;
  return withChange(before, changed);
}

/** Not frozen any more: vends go on, after a refresh where the token ran out meanwhile. */
export async function releaseConnections(tx: Tx, ids: readonly string[]): Promise<FlagChange[]> {
  const before = await lockConnections(tx, ids);
  const changed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE public.connections SET frozen_at = NULL
    WHERE id = ANY (${ids}::uuid[]) AND frozen_at IS NOT NULL AND status <> 'disconnected' RETURNING id`;
  return withChange(before, changed);
}

/** In the order of their ids, so that two who lock some of the same cannot deadlock. */
async function lockConnections(tx: Tx, ids: readonly string[]): Promise<LockedConnection[]> {
  return await tx.$queryRaw<LockedConnection[]>`
    SELECT id, customer_id AS "customerId", environment::text AS environment, status::text AS status
    FROM public.connections WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
}

function withChange(before: LockedConnection[], changed: { id: string }[]): FlagChange[] {
  const ids = new Set(changed.map(({ id }) => id));
  return before.map((connection) => ({ ...connection, isChanged: ids.has(connection.id) }));
}

export type FlagChange = LockedConnection & { isChanged: boolean };

/** A check that got no answer. The other results are written with the refresh that found them. */
export async function markCheckUnavailable(tx: Tx, connectionId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE public.connections SET last_check = 'unavailable', last_checked_at = now()
    WHERE id = ${connectionId}::uuid AND status = 'active'`;
}

/**
 * Of a page of connections by id: those that live, and that the partner has not used for so many days, are noted as told. What
 * the vault asks Wise by itself is no use.
 *
 * @returns those it noted, and the last of the page; null when there are no more.
 */
export async function noteUnused(
  tx: Tx,
  { after, days, size }: { after: string; days: number; size: number },
): Promise<{ told: { id: string; customerId: string }[]; last: string | null }> {
  const [row] = await tx.$queryRaw<{ last: string | null }[]>`
    SELECT (SELECT c.id FROM public.connections AS c WHERE c.id > ${after}::uuid
      ORDER BY c.id OFFSET ${size - 1}::integer LIMIT 1)::text AS last`;
  const last = row?.last ?? null;
  const told = await tx.$queryRaw<{ id: string; customerId: string }[]>`
    UPDATE public.connections AS c SET unused_told_at = now()
    WHERE c.id > ${after}::uuid AND (${last}::uuid IS NULL OR c.id <= ${last}::uuid)
      AND c.status = 'active' AND c.frozen_at IS NULL
      AND greatest(c.connected_at, c.unused_told_at) < now() - ${days}::int * interval '1 day'
      AND NOT EXISTS (SELECT FROM vault.access_use AS u WHERE u.connection_id = c.id AND u.purpose <> 'check'
        AND u.day > (now() AT TIME ZONE 'UTC')::date - ${days}::int)
    RETURNING c.id::text AS id, c.customer_id::text AS "customerId"`;
  return { told, last };
}
