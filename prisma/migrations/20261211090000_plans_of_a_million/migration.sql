-- What a million rows of each table showed (npm run bench:database -- 1000000). Each index is made while its table is locked for writes.

-- What is due, the longest due first. After a replay, or when an endpoint is enabled, a million may be due at one moment: only
-- their position puts them in an order, and without it in the index each claim sorted all of them.
DROP INDEX "vault"."event_deliveries_due";
CREATE INDEX "event_deliveries_due" ON "vault"."event_deliveries" ("endpoint_id", "next_try_at", "position")
  WHERE "next_try_at" IS NOT NULL;
-- Since when what waits for an endpoint is tried again. Enabling one wrote so into each delivery that was due: a million rows at once.
ALTER TABLE "vault"."event_endpoints" ADD COLUMN "enabled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now();

-- Consents that end and were not told of: those that were told of are not read again each hour, once for each batch.
DROP INDEX "vault"."grants_refresh_ends";
CREATE INDEX "grants_end_untold" ON "vault"."grants" ("refresh_expires_at")
  WHERE "refresh_expires_at" IS NOT NULL AND "expiry_told_for" IS DISTINCT FROM "refresh_expires_at";

-- An incident ends the sessions that began before it.
CREATE INDEX "customer_sessions_created_at_idx" ON "public"."customer_sessions" ("created_at");

-- Uses of one client are those of its connections.
CREATE INDEX "connections_client_id_idx" ON "public"."connections" ("client_id");
