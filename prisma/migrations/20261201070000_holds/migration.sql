-- A hold stops what the vault issues, for everything or for a part, by one row (design 4.20, promise 12).
CREATE TABLE "vault"."holds" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "scope" TEXT NOT NULL,
  "value" TEXT,
  "reason" TEXT NOT NULL,
  "placed_by" TEXT NOT NULL,
  "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "released_by" TEXT,
  "released_at" TIMESTAMPTZ(3),

  CONSTRAINT "holds_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "holds_scope_is_known" CHECK ("scope" IN ('everything', 'environment', 'api_key', 'ring_key')),
  CONSTRAINT "holds_value_fits_scope" CHECK (("scope" = 'everything') = ("value" IS NULL)),
  CONSTRAINT "holds_environment_is_one" CHECK ("scope" <> 'environment' OR "value" IN ('sandbox', 'production')),
  CONSTRAINT "holds_released_whole" CHECK (num_nulls("released_at", "released_by") IN (0, 2)),
  CONSTRAINT "holds_reason_is_said" CHECK ("reason" <> '')
);
-- Two who place the same hold at one moment place one.
CREATE UNIQUE INDEX "holds_in_force" ON "vault"."holds" ("scope", coalesce("value", '')) WHERE "released_at" IS NULL;
CREATE INDEX "holds_placed_at_id_idx" ON "vault"."holds" ("placed_at", "id");

GRANT SELECT, INSERT ON "vault"."holds" TO connect_vault;
GRANT UPDATE ("released_by", "released_at") ON "vault"."holds" TO connect_vault;
