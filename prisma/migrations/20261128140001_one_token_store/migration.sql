-- One store of tokens (decision 040). A grant has an id of its own; it belongs to the exchange that Wise gave it to
-- until the checks are over, and to a connection from then on. Stop every vault before this runs
-- (docs/runbooks/start-and-stop.md): one of the release before looks for the tables and columns that go here.

ALTER TABLE "vault"."grants"
  ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN "attempt_id" UUID,
  DROP CONSTRAINT "grants_pkey",
  ADD CONSTRAINT "grants_pkey" PRIMARY KEY ("id"),
  ALTER COLUMN "connection_id" DROP NOT NULL,
  ALTER COLUMN "customer_id" DROP NOT NULL,
  ALTER COLUMN "wise_user_id" DROP NOT NULL,
  ALTER COLUMN "profile_id" DROP NOT NULL;

CREATE UNIQUE INDEX "grants_connection_id_key" ON "vault"."grants" ("connection_id");
-- Few rows have one: the others cost their writes nothing.
CREATE UNIQUE INDEX "grants_attempt_id_key" ON "vault"."grants" ("attempt_id") WHERE "attempt_id" IS NOT NULL;
ALTER TABLE "vault"."grants" ADD CONSTRAINT "grants_attempt_id_fkey"
  FOREIGN KEY ("attempt_id") REFERENCES "exchanges" ("attempt_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What exchanges held: the sealed bytes are taken over as they are, because their associated data names the attempt.
-- A lease that was not given back stays one (open_leases), so that its holder's refresh still counts as unresolved.
INSERT INTO "vault"."grants" ("attempt_id", "environment", "client_id", "customer_id", "state", "epoch", "version",
  "key_id", "wrapped_key", "access", "refresh", "wise_created_at", "access_issued_at", "access_expires_at",
  "refresh_expires_at", "lease_owner", "lease_expires_at", "next_refresh_at", "failures", "ending_until")
SELECT e."attempt_id", e."environment", e."client_id", e."customer_id",
  CASE e."state" WHEN 'received' THEN 'received' ELSE 'ending' END::"vault"."grant_state",
  (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, t."version", t."key_id", t."wrapped_key",
  CASE e."state" WHEN 'received' THEN t."access" END, t."refresh", t."wise_created_at",
  t."access_issued_at", t."access_expires_at", t."refresh_expires_at",
  CASE WHEN e."open_leases" > 0 THEN 'a vault before the upgrade' END, e."worker_until",
  coalesce(e."worker_until", now()), greatest(e."open_leases" - 1, 0),
  CASE e."state" WHEN 'received' THEN NULL ELSE e."finished_at" + interval '15 minutes' END
FROM "vault"."exchange_tokens" t JOIN "exchanges" e USING ("attempt_id")
WHERE t."refresh" IS NOT NULL AND e."state" <> 'sent' AND e."state" <> 'connected'
  AND (e."state" <> 'received' OR t."access" IS NOT NULL);

DROP TABLE "vault"."exchange_tokens";
ALTER TABLE "exchanges" DROP COLUMN "worker_until", DROP COLUMN "open_leases";

-- What each state needs. `refresh` is never empty: without it there is nothing to keep, and nothing to end.
ALTER TABLE "vault"."grants"
  ALTER COLUMN "refresh" SET NOT NULL,
  ADD CONSTRAINT "grants_state_fits_columns" CHECK (CASE "state"
    WHEN 'received' THEN "attempt_id" IS NOT NULL AND "connection_id" IS NULL AND "access" IS NOT NULL
    WHEN 'settled' THEN "access" IS NOT NULL AND "uncertain_until" IS NULL AND "lease_owner" IS NULL
    WHEN 'refreshing' THEN "lease_owner" IS NOT NULL AND "lease_expires_at" IS NOT NULL AND "refresh_sent_at" IS NOT NULL
    WHEN 'uncertain' THEN "uncertain_until" IS NOT NULL AND "lease_owner" IS NULL
    WHEN 'ending' THEN "access" IS NULL AND "ending_until" IS NOT NULL
  END),
  ADD CONSTRAINT "grants_owner_fits_state" CHECK (CASE
    WHEN "attempt_id" IS NOT NULL THEN "state" IN ('received', 'ending') AND "connection_id" IS NULL
    ELSE "connection_id" IS NOT NULL AND "customer_id" IS NOT NULL AND "wise_user_id" IS NOT NULL
      AND "profile_id" IS NOT NULL AND "state" <> 'received'
  END);

-- From one state to the next; the same list stands in vault/grants/grant-states.ts, and a test compares them. The
-- condition is the trigger's own, so that a write which is allowed calls no function.
CREATE FUNCTION "vault"."refuse_grant_state"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'grant %: % does not follow %', OLD."id", NEW."state", OLD."state" USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER "grants_state_follows" BEFORE UPDATE OF "state" ON "vault"."grants" FOR EACH ROW
  WHEN (OLD."state" <> NEW."state" AND NOT CASE OLD."state"
    WHEN 'received' THEN NEW."state" IN ('settled', 'ending')
    WHEN 'settled' THEN NEW."state" IN ('refreshing', 'uncertain', 'ending')
    WHEN 'refreshing' THEN NEW."state" IN ('settled', 'uncertain', 'ending')
    WHEN 'uncertain' THEN NEW."state" IN ('refreshing', 'ending')
    ELSE false
  END)
  EXECUTE FUNCTION "vault"."refuse_grant_state"();

-- What is to be checked and promoted, by when it may be taken up.
CREATE INDEX "grants_received_due" ON "vault"."grants" ("next_refresh_at") WHERE "state" = 'received';
