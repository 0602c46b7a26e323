-- Web sees a third cause that the vault cannot: that the staff's chat takes no message. The codes stand in one function from now on.
CREATE FUNCTION "public"."is_alarm_of_web"(p_code text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p_code IN ('vault_unavailable', 'mail_unavailable', 'chat_unavailable')
$$;
REVOKE ALL ON FUNCTION "public"."is_alarm_of_web"(text) FROM PUBLIC;

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
     -- The alarms that web alone can see (report_alarm), and no other.
     AND NOT (p_action IN ('alarm.raised', 'alarm.cleared') AND p_actor_kind = 'system' AND p_connection_id IS NULL
          AND p_environment IS NULL AND public.is_alarm_of_web(coalesce(p_detail->>'alarm', ''))) THEN
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

CREATE OR REPLACE FUNCTION "public"."report_alarm"(p_code text, p_is_open boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_has_changed boolean;
BEGIN
  IF p_code IS NULL OR NOT public.is_alarm_of_web(p_code) THEN
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

-- A message by which an admin tries the chat.
ALTER TABLE "public"."staff_chat_messages" DROP CONSTRAINT "staff_chat_messages_kind";
ALTER TABLE "public"."staff_chat_messages" ADD CONSTRAINT "staff_chat_messages_kind"
  CHECK ("kind" IN ('alarm', 'alarm_over', 'approval_waiting', 'audit_head', 'test'));
-- Whether the chat takes anything is asked of the last messages that it took, and of the first that it did not.
CREATE INDEX "staff_chat_messages_sent_at_idx" ON "public"."staff_chat_messages" ("sent_at") WHERE "sent_at" IS NOT NULL;

INSERT INTO "public"."audit_actions_of_web" ("action") VALUES ('staff.chat_tested') ON CONFLICT DO NOTHING;
