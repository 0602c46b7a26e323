-- What the partner is told of its connections (design 4.21, promise 17): written in the transaction of the change.

CREATE TABLE "vault"."events" (
  -- Taken while the connection's row is locked, so that of one connection the later event has the higher number. No cursor:
  -- of two connections the later number may commit first.
  "sequence" BIGSERIAL NOT NULL,
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  -- Given after the commit, by one transaction at a time (vault/events): the cursor of whoever reads.
  "position" BIGINT,
  "type" TEXT NOT NULL,
  "connection_id" UUID,
  "environment" "public"."environment",
  "detail" JSONB NOT NULL DEFAULT '{}',
  -- of a test alone: the endpoint that it is sent to
  "endpoint_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

  CONSTRAINT "events_pkey" PRIMARY KEY ("sequence"),
  CONSTRAINT "events_type_is_known" CHECK ("type" IN ('connection.connected', 'connection.reconnected',
    'connection.needs_reconnect', 'connection.disconnected', 'connection.frozen', 'connection.released',
    'connection.expiring', 'profile.changed', 'sca.required', 'sca.done', 'test')),
  CONSTRAINT "events_are_of_a_connection" CHECK (CASE WHEN "type" = 'test' THEN "connection_id" IS NULL AND "endpoint_id" IS NOT NULL
    ELSE num_nulls("connection_id", "environment") = 0 AND "endpoint_id" IS NULL END)
);
CREATE SEQUENCE "vault"."event_positions" AS BIGINT;
CREATE UNIQUE INDEX "events_position_key" ON "vault"."events" ("position");
CREATE INDEX "events_environment_position_idx" ON "vault"."events" ("environment", "position");
CREATE INDEX "events_without_position" ON "vault"."events" ("sequence") WHERE "position" IS NULL;
CREATE INDEX "events_created_at_idx" ON "vault"."events" ("created_at");

GRANT SELECT, INSERT, DELETE ON "vault"."events" TO connect_vault;
GRANT UPDATE ("position") ON "vault"."events" TO connect_vault;
GRANT USAGE ON SEQUENCE "vault"."events_sequence_seq", "vault"."event_positions" TO connect_vault;

-- The states of connections: by the database, so that no statement that changes one can forget it (decision 080).
CREATE FUNCTION "vault"."tell_connections_made"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO vault.events (type, connection_id, environment)
  SELECT 'connection.connected', c.id, c.environment FROM made AS c WHERE c.status = 'active';
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "vault"."tell_connections_made"() FROM PUBLIC;
CREATE TRIGGER "connections_tell_made" AFTER INSERT ON "public"."connections" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION "vault"."tell_connections_made"();

CREATE FUNCTION "vault"."tell_connection_changed"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- a consent that is given again while the connection still works is told too: it may come with another profile name
  IF NEW.status IS DISTINCT FROM OLD.status
    OR (NEW.status = 'active' AND NEW.connected_at IS DISTINCT FROM OLD.connected_at) THEN
    INSERT INTO vault.events (type, connection_id, environment, detail)
    SELECT told.type, NEW.id, NEW.environment,
      CASE WHEN NEW.status = 'active' THEN '{}'::jsonb ELSE jsonb_build_object('reason', NEW.reason) END
    FROM (SELECT CASE NEW.status::text
        WHEN 'active' THEN CASE WHEN OLD.status::text IN ('active', 'needs_reconnect', 'disconnected')
          THEN 'connection.reconnected' ELSE 'connection.connected' END
        WHEN 'needs_reconnect' THEN 'connection.needs_reconnect'
        WHEN 'disconnected' THEN 'connection.disconnected' END AS type) AS told
    WHERE told.type IS NOT NULL;
  END IF;
  IF (NEW.frozen_at IS NULL) IS DISTINCT FROM (OLD.frozen_at IS NULL) THEN
    INSERT INTO vault.events (type, connection_id, environment)
    VALUES (CASE WHEN NEW.frozen_at IS NULL THEN 'connection.released' ELSE 'connection.frozen' END,
      NEW.id, NEW.environment);
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "vault"."tell_connection_changed"() FROM PUBLIC;
CREATE TRIGGER "connections_tell_changed" AFTER UPDATE OF "status", "connected_at", "frozen_at" ON "public"."connections"
  FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR OLD."connected_at" IS DISTINCT FROM NEW."connected_at"
    OR OLD."frozen_at" IS DISTINCT FROM NEW."frozen_at")
  EXECUTE FUNCTION "vault"."tell_connection_changed"();

CREATE FUNCTION "vault"."tell_approval"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO vault.events (type, connection_id, environment, detail)
  SELECT CASE TG_OP WHEN 'INSERT' THEN 'sca.required' ELSE 'sca.done' END, c.id, c.environment,
    jsonb_build_object('challenge_id', NEW.id, 'operation', NEW.operation)
      || CASE TG_OP WHEN 'INSERT' THEN jsonb_build_object('expires_at',
        to_char(NEW.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ELSE '{}' END
  FROM public.connections AS c WHERE c.id = NEW.connection_id;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "vault"."tell_approval"() FROM PUBLIC;
CREATE TRIGGER "sca_challenges_tell_required" AFTER INSERT ON "vault"."sca_challenges"
  FOR EACH ROW EXECUTE FUNCTION "vault"."tell_approval"();
CREATE TRIGGER "sca_challenges_tell_done" AFTER UPDATE OF "approved_at" ON "vault"."sca_challenges"
  FOR EACH ROW WHEN (OLD."approved_at" IS NULL AND NEW."approved_at" IS NOT NULL)
  EXECUTE FUNCTION "vault"."tell_approval"();
