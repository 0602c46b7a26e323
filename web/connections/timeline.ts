import 'server-only';
import type { AccessPurpose } from '#lib/contract/connections';
import type { EventOutcome } from '#lib/contract/standings';
import { Prisma } from '#lib/db/generated/client';
import { type AuditEntryView, type AuditRow, toEntryView } from '#web/audit/entry-view';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';
import { SOURCES, type Source, type TimelinePosition, writePosition } from './timeline-position';

export const TIMELINE_PAGE_SIZE = 25;

/** One thing that happened to a connection. Nothing here holds a token, and no text comes from Wise. */
export type TimelineEvent = { id: string; at: Date } & (
  | {
      source: 'trail';
      entry: AuditEntryView;
      /** What a note says; null: no note, or one that its author has withdrawn. */
      note: string | null;
    }
  | { source: 'notice'; kind: string; sentAt: Date | null }
  | {
      source: 'use';
      purpose: AccessPurpose;
      count: number;
      /** null: no key asked. It was the customer, or the vault itself. */
      key: { id: string; name: string | null } | null;
    }
  | { source: 'delivery'; eventType: string | null; outcome: EventOutcome | null; occurredAt: Date | null }
  /** Wise refuses the refresh token, and the refusal is not believed yet: since then. */
  | { source: 'refusal'; since: Date }
);

export type Timeline = {
  events: TimelineEvent[];
  /** For the address of the page after this one. */
  older: string | undefined;
};

type Row = {
  source: Source;
  key: string;
  at: Date;
  atMicros: string;
  facts: Record<string, unknown>;
};

/**
 * What happened to a connection, newest first, for any staff role: its audit trail, what its customer was mailed, who used it on
 * which day, and what Wise delivered about it. A page reads at most one page of each source, by that source's index.
 *
 * @throws AppError FORBIDDEN
 */
export async function readTimeline(
  reader: Reader,
  viewer: Viewer,
  connectionId: string,
  before?: TimelinePosition,
  size = TIMELINE_PAGE_SIZE,
): Promise<Timeline> {
  assertStaffMay(viewer, 'view');
  const limit = size + 1;
  const sources = SOURCES.map(
    (source) =>
      Prisma.sql`(${SELECTS[source]({ connectionId, limit, before, is: beforeIn(source, before) })})`,
  );
  const rows = await reader.$queryRaw<Row[]>`
    SELECT source, key, at, (extract(epoch FROM at) * 1000000)::bigint::text AS "atMicros", facts
    FROM (${Prisma.join(sources, ' UNION ALL ')}) AS event
    ORDER BY event.at DESC, source DESC, key_order DESC, key COLLATE "C" DESC LIMIT ${limit}::integer`;
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const isMore = rows.length > size && last !== undefined;
  return {
    events: page.map(toEvent),
    older: isMore ? writePosition({ at: last.atMicros, source: last.source, key: last.key }) : undefined,
  };
}

type Ask = {
  connectionId: string;
  limit: number;
  before: TimelinePosition | undefined;
  /** A condition on an instant and a key of a source: whether it comes after the place. */
  is: (at: Prisma.Sql, key: Prisma.Sql, type: Prisma.Sql) => Prisma.Sql;
};

/** Of one instant, the sources follow each other from the last letter to the first. */
function beforeIn(source: Source, before: TimelinePosition | undefined): Ask['is'] {
  if (before === undefined) return () => Prisma.sql`true`;
  const instant = Prisma.sql`to_timestamp(0) + ${before.at}::bigint * interval '1 microsecond'`;
  if (source === before.source) {
    return (at, key, type) => Prisma.sql`(${at}, ${key}) < (${instant}, ${before.key}::${type})`;
  }
  return source < before.source
    ? (at) => Prisma.sql`${at} <= ${instant}`
    : (at) => Prisma.sql`${at} < ${instant}`;
}

const SELECTS: Record<Source, (ask: Ask) => Prisma.Sql> = {
  trail: ({ connectionId, limit, is }) => Prisma.sql`
    SELECT 'trail' AS source, e.id::text AS key, e.id AS key_order, e.at,
      jsonb_build_object('action', e.action, 'actorKind', e.actor_kind, 'actorId', e.actor_id,
        'environment', e.environment, 'detail', e.detail, 'hadPersonal', e.personal_digest IS NOT NULL,
        'personal', p.data, 'note', n.text, 'before', coalesce(b.name, b.email), 'after', coalesce(f.name, f.email)) AS facts
    FROM (SELECT * FROM public.audit_entries AS a
        WHERE a.connection_id = ${connectionId}::uuid
          AND ${is(Prisma.sql`a.at`, Prisma.sql`a.id`, Prisma.sql`bigint`)}
        ORDER BY a.at DESC, a.id DESC LIMIT ${limit}::integer) AS e
      LEFT JOIN public.audit_personal AS p ON p.entry_id = e.id
      LEFT JOIN public.connection_notes AS n
        ON n.id = CASE WHEN e.action = 'connection.note_added' THEN (e.detail->>'note')::uuid END
      LEFT JOIN public.staff AS b
        ON b.id = CASE WHEN e.action = 'connection.owner_changed' THEN (e.detail->>'before')::uuid END
      LEFT JOIN public.staff AS f
        ON f.id = CASE WHEN e.action = 'connection.owner_changed' THEN (e.detail->>'after')::uuid END`,
  notice: ({ connectionId, limit, is }) => Prisma.sql`
    SELECT 'notice' AS source, n.id::text AS key, 0 AS key_order, n.created_at AS at,
      jsonb_build_object('kind', n.kind, 'sentAt', n.sent_at) AS facts
    FROM public.notices AS n WHERE n.connection_id = ${connectionId}::uuid
      AND ${is(Prisma.sql`n.created_at`, Prisma.sql`n.id`, Prisma.sql`uuid`)}
    ORDER BY n.created_at DESC, n.id DESC LIMIT ${limit}::integer`,
  // the last use of a day lies within the day, so days in their order are instants in theirs
  use: ({ connectionId, limit, before, is }) => Prisma.sql`
    SELECT 'use' AS source, use.key, 0 AS key_order, use.at, use.facts
    FROM (SELECT u.last_at AS at, concat(u.day, ' ', u.api_key_id, ' ', u.purpose) AS key,
        jsonb_build_object('purpose', u.purpose, 'count', u.count, 'keyId', u.api_key_id, 'keyName', k.name) AS facts
      FROM public.access_by_day AS u LEFT JOIN public.api_key_names AS k ON k.id = u.api_key_id
      WHERE u.connection_id = ${connectionId}::uuid
        AND ${
          before === undefined
            ? Prisma.sql`true`
            : Prisma.sql`u.day <= ((to_timestamp(0) + ${before.at}::bigint * interval '1 microsecond') AT TIME ZONE 'UTC')::date`
        }) AS use
    WHERE ${is(Prisma.sql`use.at`, Prisma.sql`use.key COLLATE "C"`, Prisma.sql`text`)}
    ORDER BY use.at DESC, use.key COLLATE "C" DESC LIMIT ${limit}::integer`,
  // OFFSET 0: nobody knows how rare a connection is among them, and in the order of time PostgreSQL would read everybody's
  delivery: ({ connectionId, limit, is }) => Prisma.sql`
    SELECT 'delivery' AS source, d.id::text AS key, d.id AS key_order, d.received_at AS at,
      jsonb_build_object('eventType', d.event_type, 'outcome', d.outcome, 'occurredAt', d.occurred_at) AS facts
    FROM (SELECT * FROM public.webhook_deliveries AS w
        WHERE w.connection_ids @> ARRAY[${connectionId}::uuid] AND w.connection_ids <> '{}' OFFSET 0) AS d
    WHERE ${is(Prisma.sql`d.received_at`, Prisma.sql`d.id`, Prisma.sql`bigint`)}
    ORDER BY d.received_at DESC, d.id DESC LIMIT ${limit}::integer`,
  refusal: ({ connectionId, is }) => Prisma.sql`
    SELECT 'refusal' AS source, '1' AS key, 0 AS key_order, t.last_outcome_at AS at,
      jsonb_build_object('since', t.last_outcome_since) AS facts
    FROM public.token_facts AS t
    WHERE t.connection_id = ${connectionId}::uuid AND t.last_outcome = 'grant_refused'
      AND ${is(Prisma.sql`t.last_outcome_at`, Prisma.sql`'1'::text`, Prisma.sql`text`)}`,
};

function toEvent({ source, key, at, facts }: Row): TimelineEvent {
  const id = `${source}-${key.replaceAll(' ', '-')}`;
  switch (source) {
    case 'trail':
      return { id, at, source, ...trailFacts(BigInt(key), at, facts) };
    case 'notice':
      return { id, at, source, kind: String(facts.kind), sentAt: instant(facts.sentAt) };
    case 'use': {
      const keyId = String(facts.keyId);
      const key = keyId === '' ? null : { id: keyId, name: text(facts.keyName) };
      // the CHECK access_records_purpose holds the list
      return { id, at, source, purpose: facts.purpose as AccessPurpose, count: Number(facts.count), key };
    }
    case 'delivery': {
      const outcome = text(facts.outcome) as EventOutcome | null;
      return {
        id,
        at,
        source,
        eventType: text(facts.eventType),
        outcome,
        occurredAt: instant(facts.occurredAt),
      };
    }
    case 'refusal':
      return { id, at, source, since: instant(facts.since) ?? at };
  }
}

function trailFacts(id: bigint, at: Date, { note, before, after, ...facts }: Record<string, unknown>) {
  const row = { ...(facts as Omit<AuditRow, 'id' | 'at'>), id, at };
  return { entry: toEntryView({ ...row, detail: detailOf(row, { before, after }) }), note: text(note) };
}

/** Ids of ours mean nothing to a reader: names in place of colleagues', and the note itself stands below. */
function detailOf(
  { action, detail }: AuditRow,
  names: { before: unknown; after: unknown },
): AuditRow['detail'] {
  const { note: _, ...rest } = detail;
  if (action !== 'connection.owner_changed') return rest;
  const nobody = staffFollowUpMessages.owner.none;
  return { ...rest, before: text(names.before) ?? nobody, after: text(names.after) ?? nobody };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
/** jsonb writes an instant as ISO 8601 with its zone. */
const instant = (value: unknown): Date | null => (typeof value === 'string' ? new Date(value) : null);
