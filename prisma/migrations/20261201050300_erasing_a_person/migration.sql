-- Erasing a person (docs/decisions/069). From `erasure_began_at` on, nothing new comes into being for this customer; when it is
-- over, the row is a pseudonym.
ALTER TABLE "customers"
  ADD COLUMN "erasure_began_at" TIMESTAMPTZ(3),
  ADD COLUMN "erased_at" TIMESTAMPTZ(3);

-- The arbiter: a callback, a sign-in or a request of the partner's back end that is under way meanwhile fails here. The
-- lock waits for an erasure that begins at this moment, and the erasure for whoever holds it.
CREATE FUNCTION "public"."refuse_erased_customer"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_began timestamptz;
BEGIN
  SELECT erasure_began_at INTO v_began FROM public.customers WHERE id = NEW.customer_id FOR SHARE;
  IF v_began IS NOT NULL THEN
    RAISE EXCEPTION 'customer % is being erased', NEW.customer_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION "public"."refuse_erased_customer"() FROM PUBLIC;
CREATE TRIGGER "connect_attempts_not_of_erased" BEFORE INSERT ON "connect_attempts"
  FOR EACH ROW EXECUTE FUNCTION "public"."refuse_erased_customer"();
CREATE TRIGGER "exchanges_not_of_erased" BEFORE INSERT ON "exchanges"
  FOR EACH ROW EXECUTE FUNCTION "public"."refuse_erased_customer"();
CREATE TRIGGER "customer_sessions_not_of_erased" BEFORE INSERT ON "customer_sessions"
  FOR EACH ROW EXECUTE FUNCTION "public"."refuse_erased_customer"();
CREATE TRIGGER "wise_registrations_not_of_erased" BEFORE INSERT ON "wise_registrations"
  FOR EACH ROW EXECUTE FUNCTION "public"."refuse_erased_customer"();
CREATE TRIGGER "connections_not_of_erased" BEFORE INSERT ON "connections"
  FOR EACH ROW EXECUTE FUNCTION "public"."refuse_erased_customer"();
CREATE TRIGGER "connections_not_again_of_erased" BEFORE UPDATE OF "status" ON "connections"
  FOR EACH ROW WHEN (NEW."status" = 'active' AND OLD."status" <> 'active')
  EXECUTE FUNCTION "public"."refuse_erased_customer"();

-- A connection keeps what it is of, until its customer is erased: then a pseudonym, and only that, takes its place.
CREATE OR REPLACE FUNCTION "public"."disconnected_is_final"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD."status" = 'disconnected' AND NEW."status" <> 'disconnected' THEN
    RAISE EXCEPTION 'connection % is disconnected, which is final', OLD."id" USING ERRCODE = 'check_violation';
  END IF;
  IF OLD."status" = 'disconnected' AND NEW."wise_user_id" = 'erased' AND NEW."profile_id" = 'erased'
     AND (OLD."customer_id", OLD."environment", OLD."client_id") = (NEW."customer_id", NEW."environment", NEW."client_id")
     AND EXISTS (SELECT 1 FROM public.customers c WHERE c.id = OLD."customer_id" AND c.erasure_began_at IS NOT NULL) THEN
    RETURN NEW;
  END IF;
  IF (OLD."customer_id", OLD."environment", OLD."client_id", OLD."wise_user_id", OLD."profile_id")
     IS DISTINCT FROM (NEW."customer_id", NEW."environment", NEW."client_id", NEW."wise_user_id", NEW."profile_id") THEN
    RAISE EXCEPTION 'connection % keeps its customer, environment, client, Wise user and profile', OLD."id"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- What a customer asked for on their own page. Web writes it; the erasure takes it along.
CREATE TABLE "erasure_requests" (
    "customer_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erasure_requests_pkey" PRIMARY KEY ("customer_id"),
    CONSTRAINT "erasure_requests_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "erasure_requests_asked_at_idx" ON "erasure_requests" ("asked_at");

-- The proof: what was erased, when, by whom, how many rows of each table. It names nobody but staff.
CREATE TABLE "erasures" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "began_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "disconnected" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "erasures_customer_id_key" ON "erasures" ("customer_id");
CREATE INDEX "erasures_open" ON "erasures" ("began_at") WHERE "finished_at" IS NULL;

-- Sign-ins that were refused before there was a customer. (Rows about one have an index of the migration activity.)
CREATE INDEX "audit_personal_email" ON "audit_personal" (("data"->>'email')) WHERE "data" ? 'email';

-- Which audit rows name a customer.
CREATE FUNCTION "public"."audit_entries_naming"(p_customer_id uuid) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.id FROM public.audit_entries e WHERE e.actor_kind = 'customer' AND e.actor_id = p_customer_id::text
  UNION
  SELECT e.id FROM public.connections c JOIN public.audit_entries e ON e.connection_id = c.id
    WHERE c.customer_id = p_customer_id
  UNION
  SELECT e.id FROM public.audit_entries e WHERE e.detail->>'customerId' = p_customer_id::text
  UNION
  SELECT p.entry_id FROM public.customers c
    JOIN public.audit_personal p ON p.data ? 'email' AND p.data->>'email' = c.email
    JOIN public.audit_entries e ON e.id = p.entry_id AND e.action = 'session.refused' AND e.detail->>'audience' = 'customer'
    WHERE c.id = p_customer_id
$$;

-- The personal half of those rows goes; the chain covers its salted digest, and verifies without it (design 4.7). Nobody
-- may delete other rows of it: only for a customer whose erasure has begun.
CREATE FUNCTION "public"."erase_audit_personal"(p_customer_id uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_count bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.customers WHERE id = p_customer_id AND erasure_began_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the erasure of customer % has not begun', p_customer_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.audit_personal WHERE entry_id IN (SELECT public.audit_entries_naming(p_customer_id));
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;
REVOKE ALL ON FUNCTION "public"."erase_audit_personal"(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."erase_audit_personal"(uuid) TO connect_vault;

-- Web may not begin an erasure, nor undo one: every column of customers but these two.
REVOKE UPDATE ON "customers" FROM connect_web;
GRANT UPDATE ("name", "email", "email_verified", "image", "created_at", "last_signed_in_at") ON "customers" TO connect_web;
GRANT SELECT ON "erasures" TO connect_web;
GRANT SELECT, INSERT, DELETE ON "erasure_requests" TO connect_web;
INSERT INTO "audit_actions_of_web" ("action") VALUES ('customer.erasure_requested'), ('customer.erasure_request_withdrawn')
  ON CONFLICT DO NOTHING;

GRANT SELECT, INSERT, UPDATE ON "erasures" TO connect_vault;
GRANT UPDATE ("name", "email", "email_verified", "image", "last_signed_in_at", "erasure_began_at", "erased_at")
  ON "customers" TO connect_vault;
GRANT SELECT, DELETE ON "erasure_requests", "staff_looks", "customer_verification_tokens" TO connect_vault;
GRANT DELETE ON "customer_accounts", "customer_sessions", "connect_attempts", "wise_standings", "connection_follow_up"
  TO connect_vault;
GRANT UPDATE ("reference") ON "connection_withdrawals" TO connect_vault;
