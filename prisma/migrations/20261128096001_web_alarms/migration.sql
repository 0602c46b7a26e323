-- Web tells two alarms that the vault cannot: that the vault does not answer, and that mail does not leave
-- (docs/decisions/032). The audit function is the one of migration audit_web_actions with one more exception.
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
     AND (p_action NOT IN ('attempt.started', 'attempt.refused', 'session.started', 'session.ended', 'session.refused')
          OR p_connection_id IS NOT NULL OR p_actor_kind = 'operator')
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

-- Web still has no right to write the table: this opens and closes those two, keeps one open row of each, and audits
-- the transition. One web must not close what another one sees: an alarm closes once nobody has reported it for 15 s.
CREATE FUNCTION "public"."report_alarm"(p_code text, p_is_open boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_has_changed boolean;
BEGIN
  IF p_code IS NULL OR p_code NOT IN ('vault_unavailable', 'mail_unavailable') THEN
    RAISE EXCEPTION '% is not an alarm of web', p_code USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_is_open THEN
    INSERT INTO public.alarms (code, environment) VALUES (p_code, NULL)
      ON CONFLICT (code, environment) WHERE cleared_at IS NULL DO UPDATE SET last_seen_at = now()
      RETURNING xmax = 0 INTO v_has_changed;
  ELSE
    UPDATE public.alarms SET cleared_at = now()
      WHERE code = p_code AND environment IS NULL AND cleared_at IS NULL AND last_seen_at < now() - interval '15 seconds';
    v_has_changed := FOUND;
  END IF;
  IF v_has_changed THEN
    PERFORM public.append_audit(CASE WHEN p_is_open THEN 'alarm.raised' ELSE 'alarm.cleared' END, 'system', 'web',
      NULL, NULL, jsonb_build_object('alarm', p_code), NULL);
  END IF;
  RETURN v_has_changed;
END $$;
REVOKE ALL ON FUNCTION "public"."report_alarm"(text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."report_alarm"(text, boolean) TO connect_web;
