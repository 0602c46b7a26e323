-- A hold is released in waves (design 4.20): of so many of a hundred connections, by the last byte of their id, it is over.
ALTER TABLE "vault"."holds" ADD COLUMN "released_percent" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "vault"."holds" ADD CONSTRAINT "holds_released_percent_is_a_part"
  CHECK ("released_percent" BETWEEN 0 AND 99 AND ("released_percent" = 0 OR "scope" <> 'api_key'));
GRANT UPDATE ("released_percent") ON "vault"."holds" TO connect_vault;

CREATE OR REPLACE VIEW "public"."incidents_for_staff" AS
  SELECT i.id, i.scope, i.value, k.name AS key_name, i.reason, i.suspected_since, i.end_sessions, i.revoke_keys, i.is_drill,
    i.hold_id, i.placed_at, i.counts, i.closed_at,
    coalesce(f.name, f.email, i.placed_by) AS first_name, coalesce(s.name, s.email) AS second_name,
    coalesce(c.name, c.email, i.closed_by) AS closed_by, h.released_percent, h.released_at AS hold_released_at
  FROM vault.incidents AS i
  JOIN vault.holds AS h ON h.id = i.hold_id
  LEFT JOIN vault.api_keys AS k ON i.scope = 'api_key' AND k.id = i.value
  LEFT JOIN public.staff AS f ON f.id = i.first_staff_id
  LEFT JOIN public.staff AS s ON s.id = i.second_staff_id
  LEFT JOIN public.staff AS c ON i.closed_by = 'staff:' || c.id::text;
CREATE VIEW "public"."incident_reports" AS
  SELECT id AS incident_id, report FROM vault.incidents WHERE report IS NOT NULL;
GRANT SELECT ON "public"."incident_reports" TO connect_web;

-- Ends sessions that began before an open incident was placed, as its two people approved, but theirs: at most so many of each
-- kind. The vault may write no session; this does what the row says and nothing else.
CREATE FUNCTION "vault"."end_sessions_of_incident"(p_incident uuid, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_incident vault.incidents;
  v_staff integer := 0;
  v_customers integer := 0;
BEGIN
  SELECT * INTO v_incident FROM vault.incidents WHERE id = p_incident AND closed_at IS NULL;
  IF NOT FOUND THEN RETURN 0; END IF;
  IF v_incident.end_sessions IN ('staff', 'all') THEN
    PERFORM vault.lock_staff();
    DELETE FROM public.staff_sessions WHERE id IN (
      SELECT id FROM public.staff_sessions WHERE created_at <= v_incident.placed_at
        AND staff_id IS DISTINCT FROM v_incident.first_staff_id AND staff_id IS DISTINCT FROM v_incident.second_staff_id
      LIMIT p_most);
    GET DIAGNOSTICS v_staff = ROW_COUNT;
  END IF;
  IF v_incident.end_sessions IN ('customers', 'all') THEN
    DELETE FROM public.customer_sessions WHERE id IN (
      SELECT id FROM public.customer_sessions WHERE created_at <= v_incident.placed_at LIMIT p_most);
    GET DIAGNOSTICS v_customers = ROW_COUNT;
  END IF;
  RETURN v_staff + v_customers;
END $$;
REVOKE ALL ON FUNCTION "vault"."end_sessions_of_incident"(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."end_sessions_of_incident"(uuid, integer) TO connect_vault;
