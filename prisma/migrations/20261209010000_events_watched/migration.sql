-- Since when an endpoint takes nothing: staff are told after a while, however often it is tried.
ALTER TABLE "vault"."event_endpoints" ADD COLUMN "failing_since" TIMESTAMPTZ(3);
UPDATE "vault"."event_endpoints" SET "failing_since" = now() WHERE "failures" > 0;

-- Which end of its consent a connection's partner was told of (connection.expiring), once each.
ALTER TABLE "vault"."grants" ADD COLUMN "expiry_told_for" TIMESTAMPTZ(3);
CREATE INDEX "grants_refresh_ends" ON "vault"."grants" ("refresh_expires_at") WHERE "refresh_expires_at" IS NOT NULL;
