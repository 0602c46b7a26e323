import { type Actor, appendAudit } from '#lib/audit/append';
import type { IncidentResult } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { EXPORT_PURPOSE } from '#vault/audit/export-lines';
import { nameOf } from '#vault/holds/place-hold';
import { signingKey } from '#vault/keys/signing-key';
import type { VaultContext } from '#vault/runtime/context';
import { displayName } from './display-name';
import type { OpenIncident } from './incident-row';
import { type Fact, signReport } from './report-lines';

/**
 * Closes an incident whose hold is released. Its report is signed with the key that `npm run audit -- public-key` prints, and stored
 * byte by byte.
 *
 * @param summary what was found, for the report.
 */
export async function closeIncident(
  { ring }: Pick<VaultContext, 'ring'>,
  tx: Tx,
  actor: Actor,
  { id, isHeld }: OpenIncident,
  summary: string,
): Promise<IncidentResult> {
  if (isHeld) return 'on_hold';
  const report = signReport(signingKey(ring, EXPORT_PURPOSE), [
    ...(await readFacts(tx, id)),
    { closed: { at: new Date().toISOString(), by: displayName(actor), summary } },
  ]);
  await tx.$executeRaw`
    UPDATE vault.incidents SET closed_at = now(), closed_by = ${nameOf(actor)}, report = ${report}
    WHERE id = ${id}::uuid AND closed_at IS NULL`;
  await appendAudit(tx, {
    action: 'incident.closed',
    actor,
    detail: { incident: id },
    personal: { summary },
  });
  return 'done';
}

type Row = { fact: Fact };

/** What is known of it, one fact a line, as the database writes it. */
async function readFacts(tx: Tx, id: string): Promise<Fact[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT fact FROM (
      SELECT 0 AS place, jsonb_build_object('incident', jsonb_build_object('id', i.id, 'on', concat_ws(':', i.scope, i.value),
          'reason', i.reason, 'suspectedSince', i.suspected_since, 'drill', i.is_drill, 'placedAt', i.placed_at,
          'placedBy', coalesce(f.name, f.email, i.placed_by), 'secondPerson', coalesce(s.name, s.email),
          'endSessions', i.end_sessions, 'revokeKeys', i.revoke_keys)) AS fact
        FROM vault.incidents AS i LEFT JOIN public.staff AS f ON f.id = i.first_staff_id
        LEFT JOIN public.staff AS s ON s.id = i.second_staff_id WHERE i.id = ${id}::uuid
      UNION ALL
      SELECT 1, jsonb_build_object('inScope', i.counts) FROM vault.incidents AS i WHERE i.id = ${id}::uuid
      UNION ALL
      SELECT 2, jsonb_build_object('hold', jsonb_build_object('id', h.id, 'placedAt', h.placed_at,
          'placedBy', coalesce(p.name, p.email, h.placed_by), 'releasedAt', h.released_at,
          'releasedBy', coalesce(r.name, r.email, h.released_by)))
        FROM vault.incidents AS i JOIN vault.holds AS h ON h.id = i.hold_id
        LEFT JOIN public.staff AS p ON h.placed_by = 'staff:' || p.id::text
        LEFT JOIN public.staff AS r ON h.released_by = 'staff:' || r.id::text WHERE i.id = ${id}::uuid
      UNION ALL
      SELECT 2 + t.place, jsonb_build_object('step', jsonb_build_object('name', t.step, 'state', t.state, 'at', t.changed_at,
          'by', coalesce(w.name, w.email, t."by"), 'done', t.done, 'total', t.total, 'facts', t.facts, 'proof', t.proof))
        FROM vault.incident_steps AS t LEFT JOIN public.staff AS w ON t."by" = 'staff:' || w.id::text
        WHERE t.incident_id = ${id}::uuid
    ) AS facts ORDER BY place`;
  return rows.map(({ fact }) => fact);
}
