-- The staff's search reads one text per connection: the customer's name, address and subjects, the profile's name and
-- number, on lines of their own and folded. In one place it can be read from the newest connection on without a look
-- into other tables, and one index finds a part of it (docs/decisions/029).
-- The folding names its collation because the embedded database runs in the C locale, where lower('É') is 'É'.
ALTER TABLE "connections" ADD COLUMN "search_text" TEXT NOT NULL DEFAULT '';

CREATE FUNCTION "public"."connection_search_text"(p_customer_id uuid, p_profile_name text, p_profile_id text)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lower(concat_ws(E'\n', c.name, c.email, p_profile_name, p_profile_id,
    (SELECT string_agg(a.subject, E'\n' ORDER BY a.created_at, a.issuer, a.subject)
       FROM public.customer_accounts a WHERE a.customer_id = c.id)) COLLATE "und-x-icu")
  FROM public.customers c WHERE c.id = p_customer_id
$$;

-- One or two letters have no trigrams, and in the C locale other letters than Latin ones have none either. So each
-- character, and each two that follow one another, as a number: code points have 21 bits.
CREATE FUNCTION "public"."search_pairs"(p_text text)
RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_character text;
  v_code bigint;
  v_before bigint;
  v_pairs bigint[] := '{}';
BEGIN
  FOREACH v_character IN ARRAY string_to_array(p_text, NULL) LOOP
    v_code := ascii(v_character);
    v_pairs := v_pairs || v_code;
    IF v_before IS NOT NULL THEN
      v_pairs := v_pairs || ((v_before << 21) | v_code);
    END IF;
    v_before := v_code;
  END LOOP;
  RETURN v_pairs;
END $$;

-- What keeps the text true. SECURITY DEFINER, because web writes customers and may not write connections.
CREATE FUNCTION "public"."set_connection_search_text"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A customer who is being changed at this moment is waited for, or their new name would be missed.
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM public.customers WHERE id = NEW.customer_id FOR SHARE;
  END IF;
  NEW.search_text := coalesce(
    public.connection_search_text(NEW.customer_id, NEW.profile_name, NEW.profile_id), '');
  RETURN NEW;
END $$;
CREATE TRIGGER "connections_search_text_new" BEFORE INSERT ON "connections"
  FOR EACH ROW EXECUTE FUNCTION "public"."set_connection_search_text"();
CREATE TRIGGER "connections_search_text_changed" BEFORE UPDATE OF "profile_name" ON "connections"
  FOR EACH ROW WHEN (OLD."profile_name" IS DISTINCT FROM NEW."profile_name")
  EXECUTE FUNCTION "public"."set_connection_search_text"();

CREATE FUNCTION "public"."renew_connection_search_text"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_customers uuid[];
BEGIN
  IF TG_TABLE_NAME = 'customers' THEN
    v_customers := ARRAY[NEW.id];
  ELSIF TG_OP = 'INSERT' THEN
    v_customers := ARRAY[NEW.customer_id];
  ELSIF TG_OP = 'DELETE' THEN
    v_customers := ARRAY[OLD.customer_id];
  ELSE
    v_customers := ARRAY[OLD.customer_id, NEW.customer_id];
  END IF;
  -- A connection that is being made at this moment is waited for, or it would keep the old text.
  PERFORM 1 FROM public.customers WHERE id = ANY (v_customers) ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.connections c
    SET search_text = public.connection_search_text(c.customer_id, c.profile_name, c.profile_id)
    WHERE c.customer_id = ANY (v_customers);
  RETURN NULL;
END $$;
CREATE TRIGGER "customers_search_text" AFTER UPDATE OF "name", "email" ON "customers"
  FOR EACH ROW WHEN ((OLD."name", OLD."email") IS DISTINCT FROM (NEW."name", NEW."email"))
  EXECUTE FUNCTION "public"."renew_connection_search_text"();
CREATE TRIGGER "customer_accounts_search_text" AFTER INSERT OR DELETE OR UPDATE OF "subject", "customer_id"
  ON "customer_accounts" FOR EACH ROW EXECUTE FUNCTION "public"."renew_connection_search_text"();
REVOKE ALL ON FUNCTION "public"."set_connection_search_text"() FROM PUBLIC;
REVOKE ALL ON FUNCTION "public"."renew_connection_search_text"() FROM PUBLIC;

UPDATE "connections" SET "search_text" = "public"."connection_search_text"("customer_id", "profile_name", "profile_id");

DROP INDEX "connections_staff_search";
DROP INDEX "customers_staff_search";
DROP INDEX "customer_accounts_staff_search";
CREATE INDEX "connections_search_trigrams" ON "connections" USING gin ("search_text" gin_trgm_ops);
CREATE INDEX "connections_search_pairs" ON "connections" USING gin ("public"."search_pairs"("search_text"));
