-- A sign-in that was refused names whom the provider named. Often without an address (that is why it was refused), or with an older one: so
-- it is found by the account too.
CREATE INDEX "audit_personal_subject" ON "audit_personal" (("data"->>'subject')) WHERE "data" ? 'subject';

CREATE FUNCTION "public"."refused_sign_ins_of"(p_customer_id uuid) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.id FROM public.customer_accounts a
    JOIN public.audit_personal p ON p.data ? 'subject' AND p.data->>'subject' = a.subject
    JOIN public.audit_entries e ON e.id = p.entry_id AND e.action = 'session.refused'
      AND e.detail->>'audience' = 'customer' AND e.detail->>'issuer' = a.issuer
    WHERE a.customer_id = p_customer_id
$$;

CREATE OR REPLACE FUNCTION "public"."audit_entries_naming"(p_customer_id uuid) RETURNS SETOF bigint
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
  UNION
  SELECT public.refused_sign_ins_of(p_customer_id)
$$;

-- The accounts go when an erasure begins, so these rows go with them. As `erase_audit_personal`: for nobody else.
CREATE FUNCTION "public"."erase_refused_sign_ins"(p_customer_id uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_count bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.customers WHERE id = p_customer_id AND erasure_began_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the erasure of customer % has not begun', p_customer_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.audit_personal WHERE entry_id IN (SELECT public.refused_sign_ins_of(p_customer_id));
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;
REVOKE ALL ON FUNCTION "public"."erase_refused_sign_ins"(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."erase_refused_sign_ins"(uuid) TO connect_vault;
