-- What Wise wants a customer to approve before it acts (design 4.17): one row for each one-time token that came back with a
-- refused call. The token is sealed for this row and connection alone; it is erased once the approval is used.
CREATE TABLE "vault"."sca_challenges" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "connection_id" UUID NOT NULL,
  "operation" TEXT NOT NULL,
  "method" TEXT NOT NULL,
  "path_template" TEXT NOT NULL,
  -- SHA-256 of method, path with query, and body; empty for a session that was asked for by hand: no call uses that.
  "digest" BYTEA,
  "key_id" TEXT,
  "wrapped_key" BYTEA,
  "token" BYTEA,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "handed_out" INTEGER NOT NULL DEFAULT 0,
  "asked_at" TIMESTAMPTZ(3),
  "factors_left" TEXT[] NOT NULL DEFAULT '{}',
  "failures" INTEGER NOT NULL DEFAULT 0,
  "locked_until" TIMESTAMPTZ(3),
  "approved_at" TIMESTAMPTZ(3),
  "used_at" TIMESTAMPTZ(3),
  CONSTRAINT "sca_challenges_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sca_challenges_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "sca_challenges_digest_is_sha256" CHECK (octet_length("digest") = 32),
  CONSTRAINT "sca_challenges_token_is_whole" CHECK (num_nulls("key_id", "wrapped_key", "token") IN (0, 3))
);
CREATE INDEX "sca_challenges_connection_id_created_at_idx" ON "vault"."sca_challenges" ("connection_id", "created_at");
CREATE INDEX "sca_challenges_expires_at_idx" ON "vault"."sca_challenges" ("expires_at");
GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."sca_challenges" TO connect_vault;

-- What pages show of them, by the database's clock: no token, no digest. It reads as its owner does, so web needs no right
-- on the schema of the vault.
CREATE VIEW "approvals" AS
  SELECT "id", "connection_id", "operation", "method", "path_template", "created_at", "expires_at",
    "handed_out" > 0 AS "is_handed_out", "factors_left", "locked_until",
    CASE
      WHEN "used_at" IS NOT NULL THEN 'used'
      WHEN "expires_at" <= now() THEN 'expired'
      WHEN "approved_at" IS NOT NULL THEN 'approved'
      WHEN "locked_until" > now() THEN 'locked'
      ELSE 'pending'
    END AS "state"
  FROM "vault"."sca_challenges";
GRANT SELECT ON "approvals" TO connect_web, connect_vault;
