-- What is due is read for one client and one key at a time, so that rows that may not be refreshed now (another client
-- id, a missing key, an environment that is paused) are never read before those that may. The same index tells
-- housekeeping which clients and keys there are, without reading the rows.
DROP INDEX "vault"."grants_next_refresh_at_idx";
CREATE INDEX "grants_environment_client_id_key_id_next_refresh_at_idx"
  ON "vault"."grants" ("environment", "client_id", "key_id", "next_refresh_at");
-- Rows that are being ended are due whatever client is configured.
CREATE INDEX "grants_ending_due" ON "vault"."grants" ("next_refresh_at") WHERE "state" = 'ending';

-- A list that is narrowed by one of the two is read in its order.
CREATE INDEX "connections_status_created_at_id_idx" ON "connections" ("status", "created_at", "id");
CREATE INDEX "connections_environment_created_at_id_idx" ON "connections" ("environment", "created_at", "id");

-- Notices by when they may be mailed next: those that were given up, or rest after a failure, are not read again and
-- again before the one that waits. lib/mail/send-notices.ts asks for this expression and this condition.
CREATE INDEX "notices_waiting" ON "notices" ((coalesce("claimed_until", '-infinity'::timestamptz)), "created_at")
  WHERE "sent_at" IS NULL AND "attempts" < 9;

-- Closed alarms are swept by when they closed.
CREATE INDEX "alarms_cleared_at_idx" ON "alarms" ("cleared_at");
CREATE INDEX "customer_verification_tokens_expires_idx" ON "customer_verification_tokens" ("expires");
CREATE INDEX "staff_verification_tokens_expires_idx" ON "staff_verification_tokens" ("expires");
