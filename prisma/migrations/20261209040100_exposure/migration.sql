-- Who used what in a window (design 4.20), for staff's page: what was counted, and what came since then. Two views and not the sum of
-- both that "access_by_day" is: a day of a million connections is read in pages, in the order of the index, and not summed first.
CREATE VIEW "public"."access_use_for_staff" AS
  SELECT connection_id, day, api_key_id, purpose, count, first_at, last_at FROM vault.access_use;
CREATE VIEW "public"."access_latest_for_staff" AS
  SELECT r.connection_id, (r.at AT TIME ZONE 'UTC')::date AS day, r.api_key_id, r.purpose, count(*)::bigint AS count,
    min(r.at) AS first_at, max(r.at) AS last_at
  FROM (SELECT l.* FROM vault.access_roll_up AS s, LATERAL (
      SELECT connection_id, at, api_key_id, purpose FROM vault.access_records
      WHERE txid >= s.upto AND id > s.first_id ORDER BY txid DESC LIMIT 50000) AS l) AS r
  GROUP BY 1, 2, 3, 4;
GRANT SELECT ON "public"."access_use_for_staff", "public"."access_latest_for_staff" TO connect_web;
