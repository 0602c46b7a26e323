-- What web may write into the audit trail was a list inside append_audit, so that each new action replaced the whole
-- function. Now it is rows: a migration adds its own. No role but the owner may read or write them.
CREATE TABLE "audit_actions_of_web" (
    "action" TEXT NOT NULL,
    "names_connection" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "audit_actions_of_web_pkey" PRIMARY KEY ("action")
);
INSERT INTO "audit_actions_of_web" ("action") VALUES
  ('attempt.started'), ('attempt.refused'), ('session.started'), ('session.ended'), ('session.refused');

CREATE OR REPLACE FUNCTION "public"."append_audit"(
  p_action text, p_actor_kind text, p_actor_id text, p_connection_id uuid,
  p_environment public.environment, p_detail jsonb, p_personal jsonb
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id bigint;
  v_salt bytea;
  v_digest bytea;
  v_epoch integer;
  v_cluster text;
  v_here text;
BEGIN
  IF p_actor_kind NOT IN ('customer', 'staff', 'system', 'operator') THEN
    RAISE EXCEPTION 'unknown actor kind %', p_actor_kind USING ERRCODE = 'check_violation';
  END IF;
  -- A hijacked web server must not write history about connections: those rows are the vault's and the owner's
  -- (current_user in here). By membership, because a deployment may sign in with a role of its own that was put
  -- into connect_web. By whole names and on no connection, because staff read a trail's entries as what happened.
  IF NOT pg_has_role(session_user, 'connect_vault', 'MEMBER')
     AND NOT pg_has_role(session_user, current_user, 'MEMBER')
     AND (p_actor_kind = 'operator' OR NOT EXISTS (
          SELECT 1 FROM public.audit_actions_of_web AS w
           WHERE w.action = p_action AND (p_connection_id IS NULL OR w.names_connection)))
     -- The two alarms that web alone can see (report_alarm), and no other.
     AND NOT (p_action IN ('alarm.raised', 'alarm.cleared') AND p_actor_kind = 'system' AND p_connection_id IS NULL
          AND p_environment IS NULL AND coalesce(p_detail->>'alarm', '') IN ('vault_unavailable', 'mail_unavailable')) THEN
    RAISE EXCEPTION '% may not record % by % on connection %',
      session_user, p_action, p_actor_kind, p_connection_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT epoch, cluster INTO v_epoch, v_cluster FROM vault.audit_epochs ORDER BY epoch DESC LIMIT 1;
  SELECT system_identifier::text INTO v_here FROM pg_control_system();
  IF v_cluster IS DISTINCT FROM v_here THEN
    v_epoch := coalesce(v_epoch, 0) + 1;
    -- Somebody else may begin it at this moment: then this waits for them.
    INSERT INTO vault.audit_epochs (epoch, cluster) VALUES (v_epoch, v_here) ON CONFLICT DO NOTHING;
  END IF;
  IF p_personal IS NOT NULL THEN
    -- Two version 4 UUIDs: 244 random bits, so that a guessed name cannot be confirmed from the digest.
    v_salt := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
    v_digest := sha256(v_salt || convert_to(p_personal::text, 'UTF8'));
  END IF;
  INSERT INTO public.audit_entries
    (epoch, txid, db_role, action, actor_kind, actor_id, connection_id, environment, detail, personal_digest)
  VALUES (v_epoch, pg_current_xact_id()::text::bigint, session_user, p_action, p_actor_kind, p_actor_id,
          p_connection_id, p_environment, coalesce(p_detail, '{}'::jsonb), v_digest)
  RETURNING id INTO v_id;
  IF p_personal IS NOT NULL THEN
    INSERT INTO public.audit_personal (entry_id, salt, data) VALUES (v_id, v_salt, p_personal);
  END IF;
  RETURN v_id;
END $$;
