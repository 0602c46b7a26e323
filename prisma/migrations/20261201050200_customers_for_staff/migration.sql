-- The staff's list of customers: one text a customer to search in, as connections have one (docs/decisions/029), and
-- the last sign-in. Triggers keep the text true, because a customer without a connection is looked for too.
ALTER TABLE "customers"
  ADD COLUMN "search_text" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "last_signed_in_at" TIMESTAMPTZ(3);

CREATE FUNCTION "public"."customer_search_text"(p_customer_id uuid, p_name text, p_email text)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lower(concat_ws(E'\n', p_name, p_email,
    (SELECT string_agg(a.subject, E'\n' ORDER BY a.created_at, a.issuer, a.subject)
       FROM public.customer_accounts a WHERE a.customer_id = p_customer_id)) COLLATE "und-x-icu")
$$;

CREATE FUNCTION "public"."set_customer_search_text"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.search_text := public.customer_search_text(NEW.id, NEW.name, NEW.email);
  RETURN NEW;
END $$;
CREATE TRIGGER "customers_own_search_text_new" BEFORE INSERT ON "customers"
  FOR EACH ROW EXECUTE FUNCTION "public"."set_customer_search_text"();
CREATE TRIGGER "customers_own_search_text_changed" BEFORE UPDATE OF "name", "email" ON "customers"
  FOR EACH ROW WHEN ((OLD."name", OLD."email") IS DISTINCT FROM (NEW."name", NEW."email"))
  EXECUTE FUNCTION "public"."set_customer_search_text"();

CREATE FUNCTION "public"."renew_customer_search_text"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- In the order of their ids: two changes at once cannot wait for each other.
  PERFORM 1 FROM public.customers
    WHERE id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.customer_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.customer_id END)
    ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.customers c SET search_text = public.customer_search_text(c.id, c.name, c.email)
    WHERE c.id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.customer_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.customer_id END);
  RETURN NULL;
END $$;
CREATE TRIGGER "customer_accounts_own_search_text" AFTER INSERT OR DELETE OR UPDATE OF "subject", "customer_id"
  ON "customer_accounts" FOR EACH ROW EXECUTE FUNCTION "public"."renew_customer_search_text"();
REVOKE ALL ON FUNCTION "public"."set_customer_search_text"() FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."renew_customer_search_text"() FROM PUBLIC;

UPDATE "customers" c SET "search_text" = "public"."customer_search_text"(c."id", c."name", c."email"),
  "last_signed_in_at" = (SELECT max(s."created_at") FROM "customer_sessions" s WHERE s."customer_id" = c."id");

CREATE INDEX "customers_created_at_id_idx" ON "customers" ("created_at", "id");
CREATE INDEX "customers_search_trigrams" ON "customers" USING gin ("search_text" gin_trgm_ops);
CREATE INDEX "customers_search_pairs" ON "customers" USING gin ("public"."search_pairs"("search_text"));
CREATE INDEX "notices_customer_id_created_at_idx" ON "notices" ("customer_id", "created_at");
-- What one customer did: their refused returns from Wise, and the export of what is kept of them.
CREATE INDEX "audit_entries_of_customer" ON "audit_entries" ("actor_id", "id") WHERE "actor_kind" = 'customer';

-- Audit of looking (docs/decisions/069): when each member of staff last saw a customer's page or a connection's, so that
-- a page that is loaded again within a quarter of an hour leaves no second row in the audit trail.
CREATE TABLE "staff_looks" (
    "staff_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    -- the page: the customer's, or one of their connections
    "page_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_looks_pkey" PRIMARY KEY ("staff_id", "page_id")
);
CREATE INDEX "staff_looks_customer_id_idx" ON "staff_looks" ("customer_id");
CREATE INDEX "staff_looks_at_idx" ON "staff_looks" ("at");
GRANT SELECT, INSERT, UPDATE, DELETE ON "staff_looks" TO connect_web;
INSERT INTO "audit_actions_of_web" ("action") VALUES ('customer.viewed') ON CONFLICT DO NOTHING;
