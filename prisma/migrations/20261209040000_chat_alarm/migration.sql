-- Web sees a third cause that the vault cannot: that the staff's chat takes no message. The codes stand in one function from now on,
-- which append_audit() asks too (20261209050000_audit_of_many).
CREATE FUNCTION "public"."is_alarm_of_web"(p_code text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p_code IN ('vault_unavailable', 'mail_unavailable', 'chat_unavailable')
$$;
REVOKE ALL ON FUNCTION "public"."is_alarm_of_web"(text) FROM PUBLIC;

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
