-- Where events are sent to (design 4.21), and what came of it.

ALTER TABLE "vault"."api_keys"
  DROP CONSTRAINT "api_keys_scopes_known",
  ADD CONSTRAINT "api_keys_scopes_known" CHECK ("scopes" <@ ARRAY['connections:read', 'connections:write', 'tokens:read',
    'wise:call', 'factors:write', 'personal-token:use', 'events:read', 'events:write', 'sessions:write',
    'application-token:read']);

CREATE TABLE "vault"."event_endpoints" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "environment" "public"."environment" NOT NULL,
  "url" TEXT NOT NULL,
  "description" TEXT NOT NULL DEFAULT '',
  -- empty: all
  "types" TEXT[] NOT NULL DEFAULT '{}',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "disabled_at" TIMESTAMPTZ(3),
  "disabled_reason" TEXT,
  -- failures in a row, of whatever was sent there; after them nothing is sent before rest_until
  "failures" INTEGER NOT NULL DEFAULT 0,
  "rest_until" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity',
  -- one vault at a time sends there
  "sending_until" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity',

  CONSTRAINT "event_endpoints_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "event_endpoints_disabled_whole" CHECK (num_nulls("disabled_at", "disabled_reason") IN (0, 2)),
  CONSTRAINT "event_endpoints_disabled_why" CHECK ("disabled_reason" IN ('gone', 'asked'))
);

-- Two live ones at most: the newest, and the one before until it ends.
CREATE TABLE "vault"."event_secrets" (
  "id" UUID NOT NULL,
  "endpoint_id" UUID NOT NULL,
  "key_id" TEXT NOT NULL,
  "wrapped_key" BYTEA NOT NULL,
  "secret" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "ends_at" TIMESTAMPTZ(3),

  CONSTRAINT "event_secrets_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "event_secrets_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "vault"."event_endpoints" ("id") ON DELETE CASCADE
);
CREATE INDEX "event_secrets_endpoint_id_idx" ON "vault"."event_secrets" ("endpoint_id");
CREATE TRIGGER "event_secrets_ring_key_new" BEFORE INSERT ON "vault"."event_secrets"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "event_secrets_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."event_secrets"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();

CREATE TABLE "vault"."event_deliveries" (
  "endpoint_id" UUID NOT NULL,
  "position" BIGINT NOT NULL,
  "sequence" BIGINT NOT NULL,
  "type" TEXT NOT NULL,
  -- what is sent in order: the connection; of a test the event alone
  "line" UUID NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "tries" INTEGER NOT NULL DEFAULT 0,
  -- of the first in its line alone: whoever stands behind waits for it
  "next_try_at" TIMESTAMPTZ(3),
  -- for how long it is tried
  "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "last_try_at" TIMESTAMPTZ(3),
  "last_status" INTEGER,
  "last_failure" TEXT,
  "last_ms" INTEGER,

  CONSTRAINT "event_deliveries_pkey" PRIMARY KEY ("endpoint_id", "position"),
  CONSTRAINT "event_deliveries_state_is_known" CHECK ("state" IN ('waiting', 'delivered', 'given_up')),
  CONSTRAINT "event_deliveries_try_while_waiting" CHECK ("next_try_at" IS NULL OR "state" = 'waiting'),
  CONSTRAINT "event_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "vault"."event_endpoints" ("id") ON DELETE CASCADE
);
CREATE INDEX "event_deliveries_due" ON "vault"."event_deliveries" ("endpoint_id", "next_try_at") WHERE "next_try_at" IS NOT NULL;
CREATE INDEX "event_deliveries_lines" ON "vault"."event_deliveries" ("endpoint_id", "line", "position") WHERE "state" = 'waiting';
CREATE INDEX "event_deliveries_asked_at_idx" ON "vault"."event_deliveries" ("asked_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."event_endpoints", "vault"."event_secrets", "vault"."event_deliveries"
  TO connect_vault;
