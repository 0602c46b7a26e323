-- What an API key is limited to besides its scopes (decision 060). A key that was made before has none of these limits.
ALTER TABLE "vault"."api_keys"
  ADD COLUMN "environment" "public"."environment",
  ADD COLUMN "expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "networks" INET[] NOT NULL DEFAULT '{}',
  ADD COLUMN "certificate" TEXT,
  ADD COLUMN "quota_per_hour" INTEGER,
  ADD COLUMN "quota_refuses" BOOLEAN NOT NULL DEFAULT false,
  -- the second secret, while a rotation is open
  ADD COLUMN "next_hash" BYTEA,
  ADD COLUMN "next_made_at" TIMESTAMPTZ(3),
  ADD COLUMN "next_last_used_at" TIMESTAMPTZ(3),
  ADD COLUMN "overlap_ends_at" TIMESTAMPTZ(3),
  -- what staff were told of it
  ADD COLUMN "expiry_told_days" INTEGER,
  ADD COLUMN "quota_told_hour" TIMESTAMPTZ(3),
  ADD COLUMN "misplaced_told_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "api_keys_second_secret_whole" CHECK (
    ("next_hash" IS NULL) = ("next_made_at" IS NULL)
    AND ("next_hash" IS NOT NULL OR ("next_last_used_at" IS NULL AND "overlap_ends_at" IS NULL))),
  ADD CONSTRAINT "api_keys_quota" CHECK ("quota_per_hour" > 0 AND "quota_per_hour" <= 1000000),
  ADD CONSTRAINT "api_keys_certificate_known" CHECK ("certificate" ~ '^(sha256:[0-9a-f]{64}|subject:.+)$');

-- Which connections a key with a quota has reached in an hour, for all vaults together.
CREATE TABLE "vault"."api_key_connections" (
    "api_key_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "connection_id" UUID NOT NULL,

    CONSTRAINT "api_key_connections_pkey" PRIMARY KEY ("api_key_id", "hour", "connection_id")
);
CREATE INDEX "api_key_connections_hour_idx" ON "vault"."api_key_connections" ("hour");
GRANT SELECT, INSERT, DELETE ON "vault"."api_key_connections" TO connect_vault;

-- A key of one environment reads its own events without looking through the other's.
CREATE INDEX "webhook_events_environment_position_idx" ON "vault"."webhook_events" ("environment", "position");
