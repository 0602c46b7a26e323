-- Which approval by two people placed an incident, so that its page leads to the incident. Null: the command line's drill, which has none.
-- No foreign key: approvals are dropped when they are old.
ALTER TABLE "vault"."incidents" ADD COLUMN "approval_id" UUID;
-- An approval is decided in the transaction that places the incident.
UPDATE "vault"."incidents" AS i SET "approval_id" = a."id" FROM "vault"."second_approvals" AS a
  WHERE a."act" = 'incident.place' AND a."state" = 'approved' AND a."decided_at" = i."placed_at"
    AND a."first_staff_id" = i."first_staff_id" AND a."second_staff_id" = i."second_staff_id";

CREATE OR REPLACE VIEW "public"."incidents_for_staff" AS
  SELECT i.id, i.scope, i.value, k.name AS key_name, i.reason, i.suspected_since, i.end_sessions, i.revoke_keys, i.is_drill,
    i.hold_id, i.placed_at, i.counts, i.closed_at,
    coalesce(f.name, f.email, i.placed_by) AS first_name, coalesce(s.name, s.email) AS second_name,
    coalesce(c.name, c.email, i.closed_by) AS closed_by, h.released_percent, h.released_at AS hold_released_at,
    i.approval_id
  FROM vault.incidents AS i
  JOIN vault.holds AS h ON h.id = i.hold_id
  LEFT JOIN vault.api_keys AS k ON i.scope = 'api_key' AND k.id = i.value
  LEFT JOIN public.staff AS f ON f.id = i.first_staff_id
  LEFT JOIN public.staff AS s ON s.id = i.second_staff_id
  LEFT JOIN public.staff AS c ON i.closed_by = 'staff:' || c.id::text;
