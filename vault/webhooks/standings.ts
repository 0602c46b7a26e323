import type { Standing, StandingFact, StandingSubject } from '#lib/contract/standings';
import { reasonOf } from '#lib/contract/standings';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import type { Fact } from '#vault/wise/events/read-event';
import { type WiseTime, wiseTimeOf } from '#vault/wise/events/wise-time';

/** What Wise said of a user or profile, and when. */
export type TimedFact = Fact & { environment: Environment; occurredAt: WiseTime; sentAt: WiseTime };

export type Subject = { environment: Environment; subject: StandingSubject; subjectId: string };

export const subjectKey = ({ environment, subject, subjectId }: Subject): string =>
  `${environment} ${subject} ${subjectId}`;
export const factKey = (fact: Subject & { fact: StandingFact; reference: string }): string =>
  `${subjectKey(fact)} ${fact.fact} ${fact.reference}`;

type Row = Omit<TimedFact, 'occurredAt' | 'sentAt' | 'dueAt'> & {
  occurredMicros: bigint;
  sentMicros: bigint;
  dueMicros: bigint | null;
};

/** Everything that is known of these users and profiles, by `factKey`. */
export async function readStandings(tx: Tx, subjects: readonly Subject[]): Promise<Map<string, TimedFact>> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT s.environment::text AS environment, s.subject, s.subject_id AS "subjectId", s.fact, s.reference, s.value,
      (extract(epoch FROM s.occurred_at) * 1000000)::bigint AS "occurredMicros",
      (extract(epoch FROM s.sent_at) * 1000000)::bigint AS "sentMicros",
      (extract(epoch FROM s.due_at) * 1000000)::bigint AS "dueMicros"
    FROM unnest(${subjects.map((each) => each.environment)}::public.environment[],
      ${subjects.map((each) => each.subject)}::text[], ${subjects.map((each) => each.subjectId)}::text[])
      AS asked(environment, subject, subject_id)
    JOIN public.wise_standings AS s USING (environment, subject, subject_id)`;
  return new Map(
    rows.map(({ occurredMicros, sentMicros, dueMicros, ...row }) => {
      const fact = {
        ...row,
        occurredAt: wiseTimeOf(occurredMicros),
        sentAt: wiseTimeOf(sentMicros),
        dueAt: dueMicros === null ? null : wiseTimeOf(dueMicros),
      };
      return [factKey(fact), fact];
    }),
  );
}

/**
 * Whether one statement of Wise comes after another about the same fact: by when it happened, then by when it was sent. Of two
 * that say the same times the one that restricts stands, whichever arrived first.
 */
export function isNewer(one: TimedFact, other: TimedFact): boolean {
  if (one.occurredAt.micros !== other.occurredAt.micros)
    return one.occurredAt.micros > other.occurredAt.micros;
  if (one.sentAt.micros !== other.sentAt.micros) return one.sentAt.micros > other.sentAt.micros;
  return reasonOf(one) !== undefined && reasonOf(other) === undefined;
}

/** Writes what changed; the caller holds the lock and has compared. */
export async function writeStandings(tx: Tx, facts: readonly TimedFact[]): Promise<void> {
  if (facts.length === 0) return;
  const texts = (of: (fact: TimedFact) => string | null) => facts.map(of);
  await tx.$executeRaw`
    INSERT INTO public.wise_standings AS s (environment, subject, subject_id, fact, reference, value, due_at, occurred_at,
      sent_at)
    SELECT * FROM unnest(${texts((fact) => fact.environment)}::public.environment[],
      ${texts((fact) => fact.subject)}::text[], ${texts((fact) => fact.subjectId)}::text[],
      ${texts((fact) => fact.fact)}::text[], ${texts((fact) => fact.reference)}::text[],
      ${texts((fact) => fact.value)}::text[], ${texts((fact) => fact.dueAt?.text ?? null)}::timestamptz[],
      ${texts((fact) => fact.occurredAt.text)}::timestamptz[], ${texts((fact) => fact.sentAt.text)}::timestamptz[])
    ON CONFLICT (environment, subject, subject_id, fact, reference) DO UPDATE SET value = excluded.value,
      due_at = excluded.due_at, occurred_at = excluded.occurred_at, sent_at = excluded.sent_at,
      changed_at = CASE WHEN s.value = excluded.value THEN s.changed_at ELSE now() END`;
}

/** As `lib/contract/standings` takes it. */
export const toStanding = ({ occurredAt, dueAt, ...fact }: TimedFact): Standing => ({
  environment: fact.environment,
  subject: fact.subject,
  subjectId: fact.subjectId,
  fact: fact.fact,
  reference: fact.reference,
  value: fact.value,
  occurredAt: new Date(occurredAt.text),
  dueAt: dueAt === null ? null : new Date(dueAt.text),
});

/** One transaction at a time, over all vaults, writes standings and gives out positions. Ends with the transaction. */
export async function lockSorting(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('webhooks.sort'))`;
}
