-- The People page (design 4.19, decision 066): who works here is changed by admins through the vault. Neither web nor vault may
-- write staff; the vault calls the functions below, which hold the rules whatever the vault's code does.

-- When somebody last signed in: the sessions themselves are deleted when they end.
ALTER TABLE "staff" ADD COLUMN "last_signed_in_at" TIMESTAMPTZ(3);
UPDATE "staff" SET "last_signed_in_at" = s."at" FROM (
  SELECT "actor_id", max("at") AS "at" FROM "audit_entries"
   WHERE "action" = 'session.started' AND "actor_kind" = 'staff' GROUP BY "actor_id") AS s
 WHERE s."actor_id" = "staff"."id"::text;

CREATE FUNCTION "public"."note_staff_sign_in"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.staff SET last_signed_in_at = now() WHERE id = NEW.staff_id;
  RETURN NULL;
END $$;
CREATE TRIGGER "staff_sessions_noted" AFTER INSERT ON "staff_sessions"
  FOR EACH ROW EXECUTE FUNCTION "public"."note_staff_sign_in"();

-- What somebody on the staff did last, apart from signing in and out.
CREATE INDEX "audit_entries_acts_of_staff" ON "audit_entries" ("actor_id", "id")
  WHERE "actor_kind" = 'staff' AND "action" NOT LIKE 'session.%';

-- What staff are mailed: web sends it as it sends customers' notices.
CREATE TABLE "staff_mails" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "staff_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    -- The colleague who caused it.
    "sent_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_until" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "staff_mails_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "staff_mails_kind" CHECK ("kind" IN ('invitation', 'review_due')),
    CONSTRAINT "staff_mails_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "staff_mails_sent_by_fkey" FOREIGN KEY ("sent_by") REFERENCES "staff" ("id")
      ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "staff_mails_waiting" ON "staff_mails" ((coalesce("claimed_until", '-infinity'::timestamptz)), "created_at")
  WHERE "sent_at" IS NULL AND "attempts" < 9;
CREATE INDEX "staff_mails_staff_id_kind_created_at_idx" ON "staff_mails" ("staff_id", "kind", "created_at");
CREATE INDEX "staff_mails_created_at_idx" ON "staff_mails" ("created_at");

-- One look at everybody who has access. An item is what an admin said of one person in it.
CREATE TABLE "access_reviews" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_by" UUID NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "finished_by" UUID,

    CONSTRAINT "access_reviews_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "access_reviews_finished_whole" CHECK (("finished_at" IS NULL) = ("finished_by" IS NULL)),
    CONSTRAINT "access_reviews_started_by_fkey" FOREIGN KEY ("started_by") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "access_reviews_finished_by_fkey" FOREIGN KEY ("finished_by") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "access_reviews_one_open" ON "access_reviews" ((true)) WHERE "finished_at" IS NULL;
CREATE INDEX "access_reviews_finished_at_idx" ON "access_reviews" ("finished_at");

CREATE TABLE "access_review_items" (
    "review_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    -- The role that was confirmed, or that the change gave: one that changes afterwards has to be looked at again.
    "role" "staff_role" NOT NULL,
    "decision" TEXT NOT NULL,
    "decided_by" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_review_items_pkey" PRIMARY KEY ("review_id", "staff_id"),
    CONSTRAINT "access_review_items_decision" CHECK ("decision" IN ('confirmed', 'changed')),
    CONSTRAINT "access_review_items_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "access_reviews" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "access_review_items_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "access_review_items_decided_by_fkey" FOREIGN KEY ("decided_by") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "access_review_items_staff_id_idx" ON "access_review_items" ("staff_id");

GRANT SELECT ON "staff_mails", "access_reviews", "access_review_items" TO connect_web;
GRANT UPDATE ("claimed_until", "sent_at", "attempts") ON "staff_mails" TO connect_web;
GRANT SELECT, INSERT, DELETE ON "staff_mails" TO connect_vault;
GRANT SELECT, INSERT, UPDATE ON "access_reviews", "access_review_items" TO connect_vault;
GRANT SELECT ON "staff_accounts" TO connect_vault;

-- Changes of who works here happen one after the other: two admins who take each other's role at the same moment must not
-- both succeed, nor wait for each other's rows.
CREATE FUNCTION "vault"."lock_staff"() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_advisory_xact_lock(hashtext('public.staff'))
$$;

-- Why this person may not change that one; null: they may. No actor: an operator at the command line, who is the owner.
CREATE FUNCTION "vault"."staff_act_refusal"(p_actor uuid, p_staff uuid) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_actor IS NULL THEN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN RETURN 'forbidden'; END IF;
  ELSIF NOT EXISTS (SELECT 1 FROM public.staff WHERE id = p_actor AND role = 'admin' AND disabled_at IS NULL) THEN
    RETURN 'forbidden';
  ELSIF p_actor = p_staff THEN
    RETURN 'own';
  END IF;
  IF p_staff IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.staff WHERE id = p_staff) THEN RETURN 'nobody'; END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "vault"."is_last_admin"(p_staff uuid) RETURNS boolean
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.staff WHERE id = p_staff AND role = 'admin' AND disabled_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM public.staff WHERE id <> p_staff AND role = 'admin' AND disabled_at IS NULL)
$$;

CREATE FUNCTION "vault"."add_staff"(p_actor uuid, p_email text, p_name text, p_role public.staff_role) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_refusal text;
  v_id uuid;
BEGIN
  PERFORM vault.lock_staff();
  v_refusal := vault.staff_act_refusal(p_actor, NULL);
  IF v_refusal IS NOT NULL THEN
    RAISE EXCEPTION 'staff may not be added: %', v_refusal USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.staff (email, name, role) VALUES (p_email, p_name, p_role)
    ON CONFLICT (email) DO NOTHING RETURNING id INTO v_id;
  RETURN v_id;
END $$;

CREATE FUNCTION "vault"."set_staff_role"(p_actor uuid, p_staff uuid, p_role public.staff_role) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_refusal text;
BEGIN
  PERFORM vault.lock_staff();
  v_refusal := vault.staff_act_refusal(p_actor, p_staff);
  IF v_refusal IS NOT NULL THEN RETURN v_refusal; END IF;
  IF p_role <> 'admin' AND vault.is_last_admin(p_staff) THEN RETURN 'last_admin'; END IF;
  UPDATE public.staff SET role = p_role WHERE id = p_staff AND role <> p_role;
  RETURN CASE WHEN FOUND THEN 'done' ELSE 'unchanged' END;
END $$;

-- Sessions and unused sign-in links of one person; how many sessions there were.
CREATE FUNCTION "vault"."drop_staff_sessions"(p_staff uuid) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_count integer;
BEGIN
  DELETE FROM public.staff_sessions WHERE staff_id = p_staff;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  DELETE FROM public.staff_verification_tokens
   WHERE identifier = (SELECT email FROM public.staff WHERE id = p_staff);
  RETURN v_count;
END $$;

CREATE FUNCTION "vault"."end_staff_sessions"(p_actor uuid, p_staff uuid, OUT outcome text, OUT ended integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM vault.lock_staff();
  outcome := vault.staff_act_refusal(p_actor, p_staff);
  IF outcome IS NOT NULL THEN RETURN; END IF;
  ended := vault.drop_staff_sessions(p_staff);
  outcome := CASE WHEN ended > 0 THEN 'done' ELSE 'unchanged' END;
END $$;

CREATE FUNCTION "vault"."disable_staff"(p_actor uuid, p_staff uuid, OUT outcome text, OUT ended integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM vault.lock_staff();
  outcome := vault.staff_act_refusal(p_actor, p_staff);
  IF outcome IS NOT NULL THEN RETURN; END IF;
  IF vault.is_last_admin(p_staff) THEN outcome := 'last_admin'; RETURN; END IF;
  UPDATE public.staff SET disabled_at = now() WHERE id = p_staff AND disabled_at IS NULL;
  IF NOT FOUND THEN outcome := 'unchanged'; RETURN; END IF;
  ended := vault.drop_staff_sessions(p_staff);
  outcome := 'done';
END $$;

CREATE FUNCTION "vault"."enable_staff"(p_actor uuid, p_staff uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_refusal text;
BEGIN
  PERFORM vault.lock_staff();
  v_refusal := vault.staff_act_refusal(p_actor, p_staff);
  IF v_refusal IS NOT NULL THEN RETURN v_refusal; END IF;
  PERFORM 1 FROM public.staff WHERE id = p_staff AND disabled_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN 'unchanged'; END IF;
  -- One that began while they were being disabled must not come to life again.
  PERFORM vault.drop_staff_sessions(p_staff);
  UPDATE public.staff SET disabled_at = NULL WHERE id = p_staff;
  RETURN 'done';
END $$;

CREATE FUNCTION "vault"."release_staff_account"(
  p_actor uuid, p_staff uuid, OUT outcome text, OUT ended integer, OUT issuers text, OUT subjects text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM vault.lock_staff();
  outcome := vault.staff_act_refusal(p_actor, p_staff);
  IF outcome IS NOT NULL THEN RETURN; END IF;
  -- Whoever signs in at this moment is linked before this or after it, never half.
  PERFORM 1 FROM public.staff WHERE id = p_staff FOR UPDATE;
  WITH gone AS (
    DELETE FROM public.staff_accounts WHERE staff_id = p_staff AND type = 'oauth' RETURNING issuer, subject)
  SELECT string_agg(issuer, ' ' ORDER BY issuer), string_agg(subject, ' ' ORDER BY issuer) INTO issuers, subjects FROM gone;
  IF issuers IS NULL THEN outcome := 'unchanged'; RETURN; END IF;
  ended := vault.drop_staff_sessions(p_staff);
  outcome := 'done';
END $$;

-- Reminds each admin that a review is due, at most once a week. Web calls it by the clock; several at once send one mail each.
CREATE FUNCTION "public"."remind_of_access_review"(p_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_since timestamptz;
  v_count integer;
BEGIN
  IF p_days IS NULL OR p_days < 1 THEN RETURN 0; END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('public.remind_of_access_review')) THEN RETURN 0; END IF;
  SELECT coalesce((SELECT max(finished_at) FROM public.access_reviews), (SELECT min(created_at) FROM public.staff)) INTO v_since;
  IF v_since IS NULL OR v_since > now() - make_interval(days => p_days) THEN RETURN 0; END IF;
  INSERT INTO public.staff_mails (staff_id, kind)
  SELECT id, 'review_due' FROM public.staff AS s
   WHERE role = 'admin' AND disabled_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM public.staff_mails AS m
       WHERE m.staff_id = s.id AND m.kind = 'review_due' AND m.created_at > now() - interval '7 days');
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;

REVOKE ALL ON FUNCTION "public"."note_staff_sign_in"(), "public"."remind_of_access_review"(integer),
  "vault"."lock_staff"(), "vault"."staff_act_refusal"(uuid, uuid), "vault"."is_last_admin"(uuid),
  "vault"."drop_staff_sessions"(uuid), "vault"."add_staff"(uuid, text, text, public.staff_role),
  "vault"."set_staff_role"(uuid, uuid, public.staff_role), "vault"."end_staff_sessions"(uuid, uuid),
  "vault"."disable_staff"(uuid, uuid), "vault"."enable_staff"(uuid, uuid),
  "vault"."release_staff_account"(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."remind_of_access_review"(integer) TO connect_web;
GRANT EXECUTE ON FUNCTION "vault"."lock_staff"(), "vault"."add_staff"(uuid, text, text, public.staff_role),
  "vault"."set_staff_role"(uuid, uuid, public.staff_role), "vault"."end_staff_sessions"(uuid, uuid),
  "vault"."disable_staff"(uuid, uuid), "vault"."enable_staff"(uuid, uuid),
  "vault"."release_staff_account"(uuid, uuid) TO connect_vault;
