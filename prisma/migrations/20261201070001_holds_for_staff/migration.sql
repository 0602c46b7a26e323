-- What web shows of holds (design 4.20): the views read with their owner's rights, web reads no table of the vault.
CREATE VIEW "public"."holds_for_staff" AS
  SELECT h.id, h.scope, h.value, k.name AS key_name, h.reason, h.placed_at, h.released_at,
    coalesce(p.name, p.email, h.placed_by) AS placed_by, coalesce(r.name, r.email, h.released_by) AS released_by
  FROM vault.holds AS h
  LEFT JOIN vault.api_keys AS k ON h.scope = 'api_key' AND k.id = h.value
  LEFT JOIN public.staff AS p ON h.placed_by = 'staff:' || p.id::text
  LEFT JOIN public.staff AS r ON h.released_by = 'staff:' || r.id::text;

-- For every page: what is in force, and nothing about who and why.
CREATE VIEW "public"."holds_in_force" AS
  SELECT scope, value FROM vault.holds WHERE released_at IS NULL;

-- What a hold can be on besides everything and an environment.
CREATE VIEW "public"."hold_targets" AS
  SELECT 'api_key'::text AS scope, id AS value, name FROM vault.api_keys WHERE revoked_at IS NULL
  UNION ALL SELECT 'ring_key', id, NULL FROM vault.ring_keys WHERE state <> 'destroyed';

GRANT SELECT ON "public"."holds_for_staff", "public"."holds_in_force", "public"."hold_targets" TO connect_web;
