-- Whether a hold is a drill's: whoever sees it should not believe that something happened.
CREATE OR REPLACE VIEW "public"."holds_for_staff" AS
  SELECT h.id, h.scope, h.value, k.name AS key_name, h.reason, h.placed_at, h.released_at,
    coalesce(p.name, p.email, h.placed_by) AS placed_by, coalesce(r.name, r.email, h.released_by) AS released_by,
    EXISTS (SELECT FROM vault.incidents AS i WHERE i.hold_id = h.id AND i.is_drill) AS is_drill
  FROM vault.holds AS h
  LEFT JOIN vault.api_keys AS k ON h.scope = 'api_key' AND k.id = h.value
  LEFT JOIN public.staff AS p ON h.placed_by = 'staff:' || p.id::text
  LEFT JOIN public.staff AS r ON h.released_by = 'staff:' || r.id::text;
CREATE OR REPLACE VIEW "public"."holds_in_force" AS
  SELECT h.scope, h.value, EXISTS (SELECT FROM vault.incidents AS i WHERE i.hold_id = h.id AND i.is_drill) AS is_drill
  FROM vault.holds AS h WHERE h.released_at IS NULL;
