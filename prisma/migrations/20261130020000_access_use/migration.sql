-- What becomes of access records (design 4.10, decision 056): counted by connection, day, key and purpose, so that pages and
-- questions about a leaked key read few rows, and dropped by whole days once they are counted and old.

-- The transaction that wrote a record. Ids are drawn before the commit and times are of its beginning: only by transactions
-- can one say that nothing will appear any more in front of a place (as the sealer of the audit trail does, decision 013).
ALTER TABLE "vault"."access_records" ADD COLUMN "txid" BIGINT NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX "access_records_txid_idx" ON "vault"."access_records" ("txid");

CREATE TABLE "vault"."access_use" (
  "connection_id" UUID NOT NULL,
  -- in UTC, like the partitions of the records
  "day" DATE NOT NULL,
  "api_key_id" TEXT NOT NULL,
  "purpose" TEXT NOT NULL,
  "count" BIGINT NOT NULL,
  "first_at" TIMESTAMPTZ(3) NOT NULL,
  "last_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "access_use_pkey" PRIMARY KEY ("connection_id", "day", "api_key_id", "purpose")
  -- room for the day's counts in the page of their row: then no index is written again
) WITH (fillfactor = 70);
CREATE INDEX "access_use_day_api_key_id_connection_id_purpose_idx"
  ON "vault"."access_use" ("day", "api_key_id", "connection_id", "purpose");

-- How far it is: every record of a transaction below "upto", or with an id of "first_id" at most, has been counted.
CREATE TABLE "vault"."access_roll_up" (
  "is_only" BOOLEAN NOT NULL DEFAULT true CHECK ("is_only"),
  "upto" BIGINT NOT NULL,
  "first_id" BIGINT NOT NULL,
  -- The transaction that wrote this row. A dump that was restored has put another one in its place, whose numbers begin anew.
  "written_by" BIGINT NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "access_roll_up_pkey" PRIMARY KEY ("is_only")
);

-- Whether the row still is the one that this cluster wrote. A system column keeps the low half of a transaction's number.
CREATE FUNCTION "vault"."access_roll_up_is_restored"() RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.xmin::text::bigint <> s.written_by & 4294967295 FROM vault.access_roll_up AS s
$$;
REVOKE ALL ON FUNCTION "vault"."access_roll_up_is_restored"() FROM PUBLIC;

-- Counts whatever is not counted and begins anew after it. Records wait for this transaction, and it for those under way.
CREATE FUNCTION "vault"."restart_access_roll_up"() RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
  v_upto bigint;
  v_since bigint;
  v_counted bigint;
BEGIN
  LOCK TABLE vault.access_records IN SHARE ROW EXCLUSIVE MODE;
  -- The restoring transaction in full: what has been written here since then has a higher number.
  SELECT upto, (now_xid & ~4294967295) + low - CASE WHEN low > now_xid & 4294967295 THEN 4294967296 ELSE 0 END
    INTO v_upto, v_since
    FROM (SELECT upto, xmin::text::bigint AS low, pg_current_xact_id()::text::bigint AS now_xid
      FROM vault.access_roll_up) AS s;
  WITH found AS (
    SELECT connection_id, at::date AS day, api_key_id, purpose, count(*) AS count, min(at) AS first_at, max(at) AS last_at
    FROM vault.access_records
    WHERE txid >= v_upto OR (txid >= v_since AND xmin::text::bigint = txid & 4294967295)
    GROUP BY 1, 2, 3, 4
  ), written AS (
    INSERT INTO vault.access_use AS u SELECT * FROM found
    ON CONFLICT (connection_id, day, api_key_id, purpose) DO UPDATE SET count = u.count + excluded.count,
      first_at = least(u.first_at, excluded.first_at), last_at = greatest(u.last_at, excluded.last_at)
  )
  SELECT coalesce(sum(count), 0) INTO v_counted FROM found;
  UPDATE vault.access_roll_up SET upto = pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    first_id = (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM vault.access_records_id_seq),
    written_by = pg_current_xact_id()::text::bigint, at = now();
  RETURN v_counted;
END
$$;
REVOKE ALL ON FUNCTION "vault"."restart_access_roll_up"() FROM PUBLIC;

INSERT INTO "vault"."access_roll_up" ("upto", "first_id") VALUES (0, 0);
SELECT "vault"."restart_access_roll_up"();

-- Counts about so many records more, each once: those of transactions that are older than the oldest one still running. Where
-- somebody else is at it, "counted" is null.
CREATE FUNCTION "vault"."roll_up_access"(at_once integer, OUT counted bigint, OUT has_more boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
DECLARE
  v_upto bigint;
  v_first_id bigint;
  v_horizon bigint;
  v_cut bigint;
BEGIN
  IF at_once IS NULL OR at_once NOT BETWEEN 1 AND 1000000 THEN
    RAISE EXCEPTION 'at most a million records are counted at once' USING ERRCODE = 'check_violation';
  END IF;
  has_more := false;
  PERFORM FROM vault.access_roll_up FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;
  IF vault.access_roll_up_is_restored() THEN
    counted := vault.restart_access_roll_up();
    RETURN;
  END IF;
  SELECT upto, first_id, pg_snapshot_xmin(pg_current_snapshot())::text::bigint INTO v_upto, v_first_id, v_horizon
    FROM vault.access_roll_up;
  SELECT greatest(txid, v_upto + 1) INTO v_cut FROM vault.access_records WHERE txid >= v_upto AND txid < v_horizon
    ORDER BY txid OFFSET at_once LIMIT 1;
  has_more := v_cut IS NOT NULL;
  v_cut := coalesce(v_cut, v_horizon);
  WITH found AS (
    SELECT connection_id, at::date AS day, api_key_id, purpose, count(*) AS count, min(at) AS first_at, max(at) AS last_at
    FROM vault.access_records WHERE txid >= v_upto AND txid < v_cut AND id > v_first_id
    GROUP BY 1, 2, 3, 4
  ), written AS (
    INSERT INTO vault.access_use AS u SELECT * FROM found
    ON CONFLICT (connection_id, day, api_key_id, purpose) DO UPDATE SET count = u.count + excluded.count,
      first_at = least(u.first_at, excluded.first_at), last_at = greatest(u.last_at, excluded.last_at)
  )
  SELECT coalesce(sum(count), 0) INTO counted FROM found;
  UPDATE vault.access_roll_up SET upto = v_cut, written_by = pg_current_xact_id()::text::bigint, at = now();
END
$$;
REVOKE ALL ON FUNCTION "vault"."roll_up_access"(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."roll_up_access"(integer) TO connect_vault;

-- Drops the records of one day that ended so many days ago, if all of them are counted; "day" is null when there is none.
-- Whoever inserts or reads records waits behind it, so it waits for them a tenth of a second only: then "is_held".
CREATE FUNCTION "vault"."drop_access_records"(kept_days integer, OUT day date, OUT is_held boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' SET lock_timeout = '100ms' AS $$
DECLARE
  v_state vault.access_roll_up;
  v_partition regclass;
  v_day date;
  v_is_needed boolean;
BEGIN
  is_held := false;
  IF kept_days IS NULL OR kept_days NOT BETWEEN 7 AND 400 THEN
    RAISE EXCEPTION 'records are kept for 7 to 400 days' USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO v_state FROM vault.access_roll_up FOR SHARE;
  IF vault.access_roll_up_is_restored() THEN RETURN; END IF;
  FOR v_partition, v_day IN
    SELECT name, (ends_at - interval '1 day')::date
    FROM (SELECT c.oid::regclass AS name,
        substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)$')::timestamptz AS ends_at
      FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'vault.access_records'::regclass) AS partitions
    WHERE ends_at <= now() - kept_days * interval '1 day' ORDER BY ends_at
  LOOP
    -- The parent first, as an insert does: else the two would wait for each other.
    LOCK TABLE ONLY vault.access_records IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE txid >= $1 AND id > $2)', v_partition)
      INTO v_is_needed USING v_state.upto, v_state.first_id;
    CONTINUE WHEN v_is_needed;
    EXECUTE format('DROP TABLE %s', v_partition);
    day := v_day;
    RETURN;
  END LOOP;
  -- What came on a day that never had a partition
  DELETE FROM vault.access_records_default WHERE at < now() - kept_days * interval '1 day'
    AND NOT (txid >= v_state.upto AND id > v_state.first_id);
EXCEPTION WHEN lock_not_available THEN
  is_held := true;
END
$$;
REVOKE ALL ON FUNCTION "vault"."drop_access_records"(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."drop_access_records"(integer) TO connect_vault;

GRANT SELECT ON "vault"."access_roll_up" TO connect_vault;
-- What was counted is written by the function above alone; what is old the vault deletes (lib/retention).
GRANT SELECT, DELETE ON "vault"."access_use" TO connect_vault;

-- What pages read: what was counted, and what came since then. Of the latter the newest 50,000 records at most: it is a
-- minute's worth, and where nobody counts, a page must not grow with it. Reads as its owner does, so web needs no right on the
-- schema of the vault.
CREATE VIEW "access_by_day" AS
  SELECT u.connection_id, u.day, u.api_key_id, u.purpose, sum(u.count)::bigint AS count,
    min(u.first_at) AS first_at, max(u.last_at) AS last_at
  FROM (
    SELECT connection_id, day, api_key_id, purpose, count, first_at, last_at FROM vault.access_use
    UNION ALL
    SELECT connection_id, (at AT TIME ZONE 'UTC')::date, api_key_id, purpose, 1, at, at
    FROM (SELECT r.* FROM vault.access_roll_up AS s, LATERAL (
        SELECT connection_id, at, api_key_id, purpose FROM vault.access_records
        WHERE txid >= s.upto AND id > s.first_id ORDER BY txid DESC LIMIT 50000) AS r) AS latest
  ) AS u
  GROUP BY u.connection_id, u.day, u.api_key_id, u.purpose;
GRANT SELECT ON "access_by_day" TO connect_web, connect_vault;

-- The names of keys, for staff's pages: no hash.
CREATE VIEW "api_key_names" AS SELECT id, name, revoked_at FROM vault.api_keys;
GRANT SELECT ON "api_key_names" TO connect_web, connect_vault;
