-- Whether the Wise profile is that of the customer who signed in (decision 094). What is compared is personal: it stands here sealed, for
-- as long as the exchange or the connect session is open. Web sees none of it.
CREATE TABLE "vault"."expected_facts" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "customer_id" UUID NOT NULL,
  "environment" "environment" NOT NULL,
  "attempt_id" UUID,
  "session_id" UUID,
  "key_id" TEXT NOT NULL,
  "wrapped_key" BYTEA NOT NULL,
  "facts" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

  CONSTRAINT "expected_facts_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "expected_facts_of_one" CHECK (("attempt_id" IS NULL) <> ("session_id" IS NULL)),
  CONSTRAINT "expected_facts_attempt_id_fkey" FOREIGN KEY ("attempt_id")
    REFERENCES "public"."exchanges" ("attempt_id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "expected_facts_session_id_fkey" FOREIGN KEY ("session_id")
    REFERENCES "public"."partner_sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "expected_facts_attempt_id_key" ON "vault"."expected_facts" ("attempt_id");
CREATE UNIQUE INDEX "expected_facts_session_id_key" ON "vault"."expected_facts" ("session_id");
CREATE INDEX "expected_facts_customer_id_idx" ON "vault"."expected_facts" ("customer_id");
CREATE INDEX "expected_facts_key_id_id_idx" ON "vault"."expected_facts" ("key_id", "id");
CREATE TRIGGER "expected_facts_ring_key_new" BEFORE INSERT ON "vault"."expected_facts"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "expected_facts_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."expected_facts"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
GRANT SELECT, INSERT, DELETE ON "vault"."expected_facts" TO connect_vault;
GRANT UPDATE ("key_id", "wrapped_key", "facts") ON "vault"."expected_facts" TO connect_vault;

-- Whoever ends an exchange or a session, by whatever statement, erases what it was compared with.
CREATE FUNCTION "vault"."forget_expected_facts"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'exchanges' THEN
    DELETE FROM vault.expected_facts WHERE attempt_id = NEW.attempt_id;
    DELETE FROM vault.expected_facts WHERE session_id = NEW.session_id;
  ELSE
    DELETE FROM vault.expected_facts WHERE session_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "vault"."forget_expected_facts"() FROM PUBLIC;
CREATE TRIGGER "exchanges_expected_facts" AFTER UPDATE OF "state" ON "public"."exchanges"
  FOR EACH ROW WHEN (NEW."state" NOT IN ('sent', 'received')) EXECUTE FUNCTION "vault"."forget_expected_facts"();
-- Deferred: who ends a session goes on to lock its exchange, and whoever holds that comes here next.
CREATE CONSTRAINT TRIGGER "partner_sessions_expected_facts" AFTER UPDATE OF "ended_at" ON "public"."partner_sessions"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."ended_at" IS NOT NULL) EXECUTE FUNCTION "vault"."forget_expected_facts"();

-- The verdict, and by which facts: never their values.
ALTER TABLE "public"."connections"
  ADD COLUMN "match_verdict" TEXT,
  ADD COLUMN "match_facts" TEXT[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT "connections_match_is_known" CHECK (
    ("match_verdict" IS NULL AND "match_facts" = '{}')
    OR ("match_verdict" = 'unknown' AND "match_facts" = '{}')
    OR ("match_verdict" IN ('match', 'mismatch') AND "match_facts" <> '{}'
      AND "match_facts" <@ ARRAY['date_of_birth', 'name', 'business_name']));

-- Staff look for those that differ; it stays empty where nothing is compared.
CREATE INDEX "connections_match_verdict_created_at_idx" ON "public"."connections" ("match_verdict", "created_at")
  WHERE "match_verdict" IS NOT NULL;

ALTER TABLE "exchanges" DROP CONSTRAINT "exchanges_reason_fits_state";
ALTER TABLE "exchanges" ADD CONSTRAINT "exchanges_reason_fits_state" CHECK (
  CASE "state"
    WHEN 'refused' THEN "reason" IS NOT NULL
      AND "reason" IN ('profile_mismatch', 'no_profile', 'replaced', 'unconfirmed', 'other_profile',
        'identity_mismatch', 'identity_unknown')
    WHEN 'failed' THEN "reason" IS NOT NULL
      AND "reason" IN ('code_refused', 'client_refused', 'wise_unavailable', 'unreadable_answer')
    WHEN 'interrupted' THEN "reason" IS NULL OR "reason" = 'unreadable_answer'
    ELSE "reason" IS NULL
  END) NOT VALID;
