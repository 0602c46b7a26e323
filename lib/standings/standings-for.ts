import type { Standing } from '#lib/contract/standings';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

export type StandingsOf = { environment: Environment; wiseUserId: string; profileId: string };

/**
 * What Wise last said about the users and profiles of these connections, by one statement for all of them.
 *
 * @returns gives those of one of the connections.
 */
export async function standingsFor(
  db: Pick<Tx, '$queryRaw'>,
  connections: readonly StandingsOf[],
): Promise<(connection: StandingsOf) => Standing[]> {
  if (connections.length === 0) return () => [];
  const environments = connections.map(({ environment }) => environment);
  const rows = await db.$queryRaw<Standing[]>`
    SELECT DISTINCT s.environment::text AS environment, s.subject, s.subject_id AS "subjectId", s.fact, s.reference,
      s.value, s.due_at AS "dueAt", s.occurred_at AS "occurredAt"
    FROM unnest(${environments}::public.environment[], ${connections.map(({ wiseUserId }) => wiseUserId)}::text[],
      ${connections.map(({ profileId }) => profileId)}::text[]) AS c(environment, user_id, profile_id)
    CROSS JOIN LATERAL (VALUES ('user', c.user_id), ('profile', c.profile_id)) AS asked(subject, subject_id)
    JOIN public.wise_standings AS s
      ON s.environment = c.environment AND s.subject = asked.subject AND s.subject_id = asked.subject_id`;
  return ({ environment, wiseUserId, profileId }) =>
    rows.filter(
      (row) =>
        row.environment === environment &&
        row.subjectId === (row.subject === 'user' ? wiseUserId : profileId),
    );
}
