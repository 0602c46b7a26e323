-- What was readable with an encryption key, and when (design 4.11): which connection, or account of ours, had a record under it.
-- For staff's page of who used what, for the counts of an incident, and for the file of access records. What a grant has now is
-- found by the grant: the uses that have not ended have no index by connection (20261218100000).
CREATE VIEW "public"."readable_with_ring_key" AS
  SELECT g.connection_id AS used_id, g.key_id AS ring_key, u.from_at, u.until_at
    FROM vault.grants AS g JOIN vault.ring_key_use AS u ON u.source = 'grants' AND u.row_id = g.id AND u.until_at IS NULL
    WHERE g.connection_id IS NOT NULL
  UNION ALL
  SELECT connection_id, ring_key, from_at, until_at FROM vault.ring_key_use
    WHERE connection_id IS NOT NULL AND until_at IS NOT NULL
  UNION ALL
  SELECT row_id, ring_key, from_at, until_at FROM vault.ring_key_use WHERE source = 'personal_token_values';

-- Every encryption key that is here or ever sealed a record: one of VAULT_KEYS alone has no row.
CREATE VIEW "public"."ring_key_names" AS
  WITH RECURSIVE used AS (
    (SELECT ring_key AS id FROM vault.ring_key_use ORDER BY ring_key LIMIT 1)
    UNION ALL
    SELECT (SELECT u.ring_key FROM vault.ring_key_use AS u WHERE u.ring_key > used.id ORDER BY u.ring_key LIMIT 1)
      FROM used WHERE used.id IS NOT NULL)
  SELECT id, state = 'destroyed' AS is_destroyed, created_at FROM vault.ring_keys
  UNION ALL
  SELECT id, false, NULL FROM used WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM vault.ring_keys AS k WHERE k.id = used.id);

GRANT SELECT ON "public"."readable_with_ring_key", "public"."ring_key_names" TO connect_web, connect_vault;

-- A hold or an incident can be on each that is not destroyed, also where it stands in VAULT_KEYS alone.
CREATE OR REPLACE VIEW "public"."hold_targets" AS
  SELECT 'api_key'::text AS scope, id AS value, name FROM vault.api_keys WHERE revoked_at IS NULL
  UNION ALL SELECT 'ring_key', id, NULL FROM public.ring_key_names WHERE NOT is_destroyed;
