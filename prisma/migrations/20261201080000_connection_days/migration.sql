-- How many connections begin, come back, are lost and end on each day (decision 073), so that staff's first page counts no
-- connection. Days are of UTC.

-- What changed and is not counted yet: a few rows, written by triggers in the transaction of the change. A row may stand for
-- several connections.
CREATE TABLE "vault"."connection_changes" (
  "id" BIGSERIAL NOT NULL,
  "environment" "public"."environment" NOT NULL,
  "day" DATE NOT NULL,
  "connected" INTEGER NOT NULL DEFAULT 0,
  "reconnected" INTEGER NOT NULL DEFAULT 0,
  "lost" INTEGER NOT NULL DEFAULT 0,
  "disconnected" INTEGER NOT NULL DEFAULT 0,
  -- by how many the active connections became more or fewer
  "active" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "connection_changes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "vault"."connection_days" (
  "environment" "public"."environment" NOT NULL,
  "day" DATE NOT NULL,
  "connected" INTEGER NOT NULL,
  "reconnected" INTEGER NOT NULL,
  "lost" INTEGER NOT NULL,
  "disconnected" INTEGER NOT NULL,
  "active" INTEGER NOT NULL,
  CONSTRAINT "connection_days_pkey" PRIMARY KEY ("environment", "day")
);

-- What the columns of a connection say of its days.
CREATE FUNCTION "vault"."days_of_connection"(status public.connection_status, created_at timestamptz, changed_at timestamptz)
  RETURNS TABLE (day date, connected integer, lost integer, disconnected integer, active integer)
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (created_at AT TIME ZONE 'UTC')::date, 1, 0, 0, 1
  UNION ALL
  SELECT (changed_at AT TIME ZONE 'UTC')::date, 0, (status = 'needs_reconnect')::integer, (status = 'disconnected')::integer, -1
  WHERE status <> 'active'
$$;

CREATE FUNCTION "vault"."note_connection_change"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
BEGIN
  -- Into the list, not into the day's row: every change of the day would wait for that one row.
  INSERT INTO vault.connection_changes (environment, day, reconnected, lost, disconnected, active)
  VALUES (NEW.environment, now()::date,
    (NEW.status = 'active')::integer, (NEW.status = 'needs_reconnect')::integer, (NEW.status = 'disconnected')::integer,
    (NEW.status = 'active')::integer - (OLD.status = 'active')::integer);
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "vault"."note_connection_change"() FROM PUBLIC;
CREATE TRIGGER "connections_day_changed" AFTER UPDATE OF "status" ON "connections" FOR EACH ROW
  WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "vault"."note_connection_change"();

CREATE FUNCTION "vault"."note_connections_made"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
BEGIN
  INSERT INTO vault.connection_changes (environment, day, connected, lost, disconnected, active)
  SELECT c.environment, change.day, sum(change.connected), sum(change.lost), sum(change.disconnected), sum(change.active)
  FROM made AS c CROSS JOIN LATERAL vault.days_of_connection(c.status, c.created_at, c.status_changed_at) AS change
  GROUP BY c.environment, change.day;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "vault"."note_connections_made"() FROM PUBLIC;
CREATE TRIGGER "connections_day_made" AFTER INSERT ON "connections" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION "vault"."note_connections_made"();

-- What the days say of the past stays; there are fewer active ones from today.
CREATE FUNCTION "vault"."note_connections_deleted"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
BEGIN
  INSERT INTO vault.connection_changes (environment, day, active)
  SELECT c.environment, now()::date, -count(*) FROM deleted AS c WHERE c.status = 'active' GROUP BY c.environment;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "vault"."note_connections_deleted"() FROM PUBLIC;
CREATE TRIGGER "connections_day_deleted" AFTER DELETE ON "connections" REFERENCING OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION "vault"."note_connections_deleted"();

-- Counts all connections from their own columns. What happened in between, such as a reconnect, is not in them: for a start only.
CREATE FUNCTION "vault"."begin_connection_days"() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
BEGIN
  LOCK TABLE public.connections IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM vault.connection_changes;
  DELETE FROM vault.connection_days;
  INSERT INTO vault.connection_days (environment, day, connected, reconnected, lost, disconnected, active)
  SELECT c.environment, change.day, sum(change.connected), 0, sum(change.lost), sum(change.disconnected), sum(change.active)
  FROM public.connections AS c
    CROSS JOIN LATERAL vault.days_of_connection(c.status, c.created_at, c.status_changed_at) AS change
  GROUP BY c.environment, change.day;
END
$$;
REVOKE ALL ON FUNCTION "vault"."begin_connection_days"() FROM PUBLIC;
SELECT "vault"."begin_connection_days"();

-- Counts so many changes more, each once: what is counted is deleted with it. A change that is committed late is there for a
-- later turn, and one that another vault counts at this moment is passed over.
CREATE FUNCTION "vault"."count_connection_days"(at_once integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_counted integer;
BEGIN
  WITH taken AS (
    DELETE FROM vault.connection_changes WHERE id = ANY (ARRAY(
      SELECT id FROM vault.connection_changes ORDER BY id LIMIT at_once FOR UPDATE SKIP LOCKED))
    RETURNING *
  ), written AS (
    INSERT INTO vault.connection_days AS d (environment, day, connected, reconnected, lost, disconnected, active)
    SELECT environment, day, sum(connected), sum(reconnected), sum(lost), sum(disconnected), sum(active)
    FROM taken GROUP BY environment, day
    -- two vaults lock days in one order
    ORDER BY environment, day
    ON CONFLICT (environment, day) DO UPDATE SET connected = d.connected + excluded.connected,
      reconnected = d.reconnected + excluded.reconnected, lost = d.lost + excluded.lost,
      disconnected = d.disconnected + excluded.disconnected, active = d.active + excluded.active
  )
  SELECT count(*) INTO v_counted FROM taken;
  RETURN v_counted;
END
$$;
REVOKE ALL ON FUNCTION "vault"."count_connection_days"(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."count_connection_days"(integer) TO connect_vault;

-- What pages read: what was counted, and what is not yet. Reads as its owner does, so web needs no right on the schema of the
-- vault.
CREATE VIEW "connections_by_day" AS
  SELECT u.environment, u.day, sum(u.connected)::integer AS connected, sum(u.reconnected)::integer AS reconnected,
    sum(u.lost)::integer AS lost, sum(u.disconnected)::integer AS disconnected, sum(u.active)::integer AS active
  FROM (
    SELECT environment, day, connected, reconnected, lost, disconnected, active FROM vault.connection_days
    UNION ALL
    SELECT environment, day, connected, reconnected, lost, disconnected, active FROM vault.connection_changes
  ) AS u
  GROUP BY u.environment, u.day;
GRANT SELECT ON "connections_by_day" TO connect_web, connect_vault;
