-- Sessions of customers who are signed in with the partner (design 4.22, decision 078). The vault makes and confirms them;
-- web writes which browser has one, and the code that the browser brings to the partner.
CREATE TABLE "partner_sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "environment" "environment",
    "connection_id" UUID,
    "return_url" TEXT NOT NULL,
    "display" TEXT NOT NULL DEFAULT 'redirect',
    "created_by" TEXT NOT NULL,
    "authenticated_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "link_hash" BYTEA NOT NULL,
    "link_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "browser_hash" BYTEA,
    "opened_at" TIMESTAMPTZ(3),
    "completion_hash" BYTEA,
    "completion_expires_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "reason" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "partner_sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "partner_sessions_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "partner_sessions_kind" CHECK ("kind" IN ('connect', 'portal')
      AND ("kind" = 'connect') = ("environment" IS NOT NULL) AND ("kind" = 'connect' OR "connection_id" IS NULL)),
    CONSTRAINT "partner_sessions_display" CHECK ("display" IN ('redirect', 'popup')),
    CONSTRAINT "partner_sessions_hashes" CHECK (octet_length("link_hash") = 32
      AND octet_length("browser_hash") = 32 AND octet_length("completion_hash") = 32),
    CONSTRAINT "partner_sessions_opened" CHECK (("opened_at" IS NULL) = ("browser_hash" IS NULL)
      AND ("completion_hash" IS NULL) = ("completion_expires_at" IS NULL)
      AND ("completion_hash" IS NULL OR "opened_at" IS NOT NULL)
      AND ("confirmed_at" IS NULL OR "completion_hash" IS NOT NULL)),
    CONSTRAINT "partner_sessions_ended" CHECK (("outcome" IS NULL) = ("ended_at" IS NULL)
      AND "outcome" IN ('cancelled', 'failed', 'ended'))
);
CREATE UNIQUE INDEX "partner_sessions_link_hash_key" ON "partner_sessions" ("link_hash");
CREATE UNIQUE INDEX "partner_sessions_browser_hash_key" ON "partner_sessions" ("browser_hash");
CREATE INDEX "partner_sessions_customer_id_created_at_idx" ON "partner_sessions" ("customer_id", "created_at");
CREATE INDEX "partner_sessions_created_at_idx" ON "partner_sessions" ("created_at");
CREATE TRIGGER "partner_sessions_not_of_erased" BEFORE INSERT ON "partner_sessions"
  FOR EACH ROW EXECUTE FUNCTION "public"."refuse_erased_customer"();

-- An attempt and its exchange belong to a session for good; a connection keeps how it was consented to last.
ALTER TABLE "connect_attempts" ADD COLUMN "session_id" UUID;
ALTER TABLE "exchanges" ADD COLUMN "session_id" UUID, ADD COLUMN "confirm_until" TIMESTAMPTZ(3);
CREATE INDEX "exchanges_session_id_idx" ON "exchanges" ("session_id");
CREATE INDEX "connect_attempts_session_id_idx" ON "connect_attempts" ("session_id");
ALTER TABLE "customer_sessions" ADD COLUMN "portal_session_id" UUID;
CREATE UNIQUE INDEX "customer_sessions_portal_session_id_key" ON "customer_sessions" ("portal_session_id");

GRANT SELECT, UPDATE ("browser_hash", "opened_at", "completion_hash", "completion_expires_at", "outcome", "reason", "ended_at")
  ON "partner_sessions" TO connect_web;
GRANT SELECT, INSERT, DELETE, UPDATE ("confirmed_at", "outcome", "reason", "ended_at") ON "partner_sessions" TO connect_vault;

-- Who a partner's external id is: a customer with that one account, and nothing besides. The vault may write no customer itself.
CREATE FUNCTION "vault"."add_partner_customer"(p_provider text, p_issuer text, p_external_id text, p_name text, p_email text)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid;
BEGIN
  INSERT INTO public.customers (name, email) VALUES (p_name, p_email) RETURNING id INTO v_id;
  INSERT INTO public.customer_accounts (provider, issuer, subject, type, customer_id)
    VALUES (p_provider, p_issuer, p_external_id, 'oauth', v_id);
  RETURN v_id;
END $$;
REVOKE ALL ON FUNCTION "vault"."add_partner_customer"(text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."add_partner_customer"(text, text, text, text, text) TO connect_vault;

INSERT INTO "audit_actions_of_web" ("action") VALUES ('partner_session.opened'), ('partner_session.ended')
  ON CONFLICT DO NOTHING;

-- Why an exchange of a session was refused.
ALTER TABLE "exchanges" DROP CONSTRAINT "exchanges_reason_fits_state";
ALTER TABLE "exchanges" ADD CONSTRAINT "exchanges_reason_fits_state" CHECK (
  CASE "state"
    WHEN 'refused' THEN "reason" IS NOT NULL
      AND "reason" IN ('profile_mismatch', 'no_profile', 'replaced', 'unconfirmed', 'other_profile')
    WHEN 'failed' THEN "reason" IS NOT NULL
      AND "reason" IN ('code_refused', 'client_refused', 'wise_unavailable', 'unreadable_answer')
    WHEN 'interrupted' THEN "reason" IS NULL OR "reason" = 'unreadable_answer'
    ELSE "reason" IS NULL
  END) NOT VALID;
