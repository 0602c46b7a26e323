import 'server-only';
import type { ConnectionStatus, ProfileType } from '#lib/db/generated/enums';
import type { Environment } from '#lib/env/wise';
import { readUuid } from '#lib/text/uuid';
import type { WebDb } from '#web/db/web-db';
import { SUBMISSION_SECONDS } from './limits';
import { type AttemptColumns, type AttemptState, isUnderWay, stateOfRow } from './outcomes';

/** An attempt as its customer may see it: no state, no code, no hash. */
export type AttemptView = {
  id: string;
  environment: Environment;
  startedAt: Date;
  state: AttemptState;
  /** Still pending after the time in which an answer is usual. */
  isSlow: boolean;
  /** What it connected; the status is today's. */
  connection: ConnectedView | null;
};

export type ConnectedView = {
  id: string;
  profileId: string;
  profileName: string;
  profileType: ProfileType;
  status: ConnectionStatus;
};

type Row = AttemptColumns & {
  id: string;
  environment: Environment;
  startedAt: Date;
  connectionId: string | null;
  profileId: string;
  profileName: string;
  profileType: ProfileType;
  status: ConnectionStatus;
};

/** One attempt of this customer, or undefined: somebody else's is as unknown as none. */
export async function readAttempt(
  db: WebDb,
  ask: { customerId: string; environment: Environment; attemptId: string },
): Promise<AttemptView | undefined> {
  const attemptId = readUuid(ask.attemptId);
  if (attemptId === undefined) return undefined;
  const attempts = await select(db, ask.customerId, attemptId);
  return attempts.find((attempt) => attempt.environment === ask.environment);
}

/** Attempts without an outcome yet. */
export type UnfinishedAttempts = {
  /** Newest first. */
  underWay: AttemptView[];
  /** The latest one that was left at Wise. */
  left: AttemptView | undefined;
};

/**
 * The customer's attempts of the last hour that are open or under way. One that was left at Wise says nothing any more once
 * the same customer came back from Wise with a later one.
 */
export async function listUnfinishedAttempts(db: WebDb, customerId: string): Promise<UnfinishedAttempts> {
  const attempts = await select(db, customerId, null);
  const left = attempts.find(({ state, environment }, index) => {
    const isPassed = () =>
      attempts.slice(0, index).some((later) => later.environment === environment && later.state !== 'open');
    return state === 'open' && !isPassed();
  });
  return { underWay: attempts.filter(({ state }) => isUnderWay(state)), left };
}

async function select(db: WebDb, customerId: string, attemptId: string | null): Promise<AttemptView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT attempt.id, attempt.environment::text, attempt.created_at AS "startedAt", attempt.outcome,
           attempt.claimed_at IS NOT NULL AS "isClaimed", attempt.expires_at <= now() AS "isExpired",
           coalesce(attempt.claimed_at < now() - make_interval(secs => ${SUBMISSION_SECONDS}::int), false)
             AS "isSubmissionOver",
           exchange.state::text AS "exchangeState", exchange.reason,
           exchange.held_since IS NOT NULL AS "isHeld", connection.id AS "connectionId",
           connection.profile_id AS "profileId", connection.profile_name AS "profileName",
           connection.profile_type::text AS "profileType", connection.status::text
      FROM public.connect_attempts attempt
      LEFT JOIN public.exchanges exchange ON exchange.attempt_id = attempt.id
      LEFT JOIN public.connections connection
        ON connection.id = exchange.connection_id AND connection.customer_id = attempt.customer_id
     WHERE attempt.customer_id = ${customerId}::uuid
       AND (attempt.id = ${attemptId}::uuid
            OR (${attemptId}::uuid IS NULL AND attempt.created_at > now() - interval '1 hour'))
     ORDER BY attempt.created_at DESC LIMIT 20`;
  return rows.map(toView);
}

function toView(row: Row): AttemptView {
  const state = stateOfRow(row);
  return {
    id: row.id,
    environment: row.environment,
    startedAt: row.startedAt,
    state,
    isSlow: state === 'pending' && row.isSubmissionOver,
    connection:
      row.connectionId === null
        ? null
        : {
            id: row.connectionId,
            profileId: row.profileId,
            profileName: row.profileName,
            profileType: row.profileType,
            status: row.status,
          },
  };
}
