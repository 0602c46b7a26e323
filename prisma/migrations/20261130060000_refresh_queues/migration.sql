-- Fair between customers (decision 062): a customer's first grants wait in queue 1, all others of theirs in queue 2, and
-- each queue gets every second call while both have something due. Grants find their queue at their next refresh.
ALTER TABLE "vault"."grants" ADD COLUMN "refresh_queue" SMALLINT NOT NULL DEFAULT 1,
  ADD CONSTRAINT "grants_refresh_queue" CHECK ("refresh_queue" IN (1, 2));

DROP INDEX "vault"."grants_environment_client_id_key_id_next_refresh_at_idx";
CREATE INDEX "grants_due" ON "vault"."grants" ("environment", "client_id", "key_id", "refresh_queue", "next_refresh_at");
-- Of what is due, the token that ends soonest first: read to its first rows only.
CREATE INDEX "grants_ending_soonest" ON "vault"."grants"
  ("environment", "client_id", "key_id", "refresh_queue", "access_expires_at") WHERE "state" = 'settled' AND "failures" = 0;
-- How many a customer has before this one.
CREATE INDEX "grants_of_customer" ON "vault"."grants" ("customer_id", "environment", "id");
