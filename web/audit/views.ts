import type { Db } from '#lib/db/client';
import { type AuditEntryView, type AuditRow, toEntryView } from './entry-view';

export const AUDIT_PAGE_SIZE = 25;

export type AuditPage = {
  entries: AuditEntryView[];
  /** Entry ids for the neighbouring pages: `before` shows older entries, `after` newer ones. */
  older: string | undefined;
  newer: string | undefined;
};

export type AuditPosition = { direction: 'before' | 'after'; id: string };

const ENTRY_ID = /^[1-9]\d{0,17}$/;

type AddressValue = string | string[] | undefined;

/** A page position out of an address; whatever is not one entry id counts as absent. */
export function parseAuditPosition(params: {
  readonly before?: AddressValue;
  readonly after?: AddressValue;
}): AuditPosition | undefined {
  if (isEntryId(params.before)) return { direction: 'before', id: params.before };
  return isEntryId(params.after) ? { direction: 'after', id: params.after } : undefined;
}

function isEntryId(value: AddressValue): value is string {
  return typeof value === 'string' && ENTRY_ID.test(value);
}

/** The audit trail of one connection, newest first. It names people: its callers have asked for the role. */
export async function listConnectionAudit(
  reader: Pick<Db, '$queryRaw'>,
  connectionId: string,
  position?: AuditPosition,
  pageSize: number = AUDIT_PAGE_SIZE,
): Promise<AuditPage> {
  if (position?.direction === 'after') {
    const rows = await readNewer(reader, connectionId, position.id, pageSize + 1);
    // A short page on the way back means the newest entry was reached: show a full first page instead.
    if (rows.length <= pageSize) return listConnectionAudit(reader, connectionId, undefined, pageSize);
    return toPage(rows.slice(0, pageSize).reverse(), { newer: true, older: true });
  }
  const rows = await readOlder(reader, connectionId, position?.id, pageSize + 1);
  return toPage(rows.slice(0, pageSize), {
    newer: position !== undefined,
    older: rows.length > pageSize,
  });
}

function readOlder(
  reader: Pick<Db, '$queryRaw'>,
  connectionId: string,
  before: string | undefined,
  limit: number,
) {
  return reader.$queryRaw<AuditRow[]>`
    SELECT e.id, e.at, e.action, e.actor_kind AS "actorKind", e.actor_id AS "actorId",
      e.environment::text AS environment, e.detail, e.personal_digest IS NOT NULL AS "hadPersonal", p.data AS personal
    FROM public.audit_entries e LEFT JOIN public.audit_personal p ON p.entry_id = e.id
    WHERE e.connection_id = ${connectionId}::uuid AND e.id < coalesce(${before ?? null}::bigint, 9223372036854775807)
    ORDER BY e.id DESC LIMIT ${limit}`;
}

function readNewer(reader: Pick<Db, '$queryRaw'>, connectionId: string, after: string, limit: number) {
  return reader.$queryRaw<AuditRow[]>`
    SELECT e.id, e.at, e.action, e.actor_kind AS "actorKind", e.actor_id AS "actorId",
      e.environment::text AS environment, e.detail, e.personal_digest IS NOT NULL AS "hadPersonal", p.data AS personal
    FROM public.audit_entries e LEFT JOIN public.audit_personal p ON p.entry_id = e.id
    WHERE e.connection_id = ${connectionId}::uuid AND e.id > ${after}::bigint
    ORDER BY e.id ASC LIMIT ${limit}`;
}

function toPage(rows: AuditRow[], has: { newer: boolean; older: boolean }): AuditPage {
  return {
    entries: rows.map(toEntryView),
    newer: has.newer ? rows.at(0)?.id.toString() : undefined,
    older: has.older ? rows.at(-1)?.id.toString() : undefined,
  };
}
