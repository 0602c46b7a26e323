-- An act on many connections leaves a row in the trail for each. Called a thousand times, append_audit() asks as often which
-- cluster this is and who is signed in, and writes each row by a statement of its own: that was most of the time of a freeze of
-- 10,000. append_audit_of_many() asks once and writes all rows by one statement.

-- The epoch that an entry written now belongs to, begun where this cluster is a new one (decision 013).
CREATE FUNCTION "vault"."audit_epoch"() RETURNS integer
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_epoch integer;
  v_cluster text;
  v_here text;
BEGIN
  SELECT epoch, cluster INTO v_epoch, v_cluster FROM vault.audit_epochs ORDER BY epoch DESC LIMIT 1;
  SELECT system_identifier::text INTO v_here FROM pg_control_system();
  IF v_cluster IS DISTINCT FROM v_here THEN
    v_epoch := coalesce(v_epoch, 0) + 1;
    -- Somebody else may begin it at this moment: then this waits for them.
    INSERT INTO vault.audit_epochs (epoch, cluster) VALUES (v_epoch, v_here) ON CONFLICT DO NOTHING;
  END IF;
  RETURN v_epoch;
END $$;
REVOKE ALL ON FUNCTION "vault"."audit_epoch"() FROM PUBLIC;

CREATE OR REPLACE FUNCTION "public"."append_audit"(
  p_action text, p_actor_kind text, p_actor_id text, p_connection_id uuid,
  p_environment public.environment, p_detail jsonb, p_personal jsonb
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id bigint;
  v_salt bytea;
  v_digest bytea;
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
  IF p_personal IS NOT NULL THEN
    -- Two version 4 UUIDs: 244 random bits, so that a guessed name cannot be confirmed from the digest.
    v_salt := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
    v_digest := sha256(v_salt || convert_to(p_personal::text, 'UTF8'));
  END IF;
  INSERT INTO public.audit_entries
    (epoch, txid, db_role, action, actor_kind, actor_id, connection_id, environment, detail, personal_digest)
  VALUES (vault.audit_epoch(), pg_current_xact_id()::text::bigint, session_user, p_action, p_actor_kind, p_actor_id,
          p_connection_id, p_environment, coalesce(p_detail, '{}'::jsonb), v_digest)
  RETURNING id INTO v_id;
  IF p_personal IS NOT NULL THEN
    INSERT INTO public.audit_personal (entry_id, salt, data) VALUES (v_id, v_salt, p_personal);
  END IF;
  RETURN v_id;
END $$;

-- The same row for each connection of one act, in their order; what differs is the environment and the detail. Of the vault and
-- the owner alone: web records nothing of many.
CREATE FUNCTION "public"."append_audit_of_many"(
  p_action text, p_actor_kind text, p_actor_id text, p_connection_ids uuid[],
  p_environments public.environment[], p_details jsonb[], p_personal jsonb
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_epoch integer;
  v_written integer;
BEGIN
  IF p_actor_kind NOT IN ('customer', 'staff', 'system', 'operator') THEN
    RAISE EXCEPTION 'unknown actor kind %', p_actor_kind USING ERRCODE = 'check_violation';
  END IF;
  IF NOT pg_has_role(session_user, 'connect_vault', 'MEMBER') AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
    RAISE EXCEPTION '% may not record % by % on connections', session_user, p_action, p_actor_kind
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF cardinality(p_connection_ids) <> cardinality(p_environments) OR cardinality(p_connection_ids) <> cardinality(p_details) THEN
    RAISE EXCEPTION 'an environment and a detail for each connection' USING ERRCODE = 'check_violation';
  END IF;
  v_epoch := vault.audit_epoch();
  -- Ids and salts are drawn once, in the order given: each side row names its entry, whose digest covers its salt.
  WITH drawn AS MATERIALIZED (
    SELECT nextval('public.audit_entries_id_seq') AS id, given.connection_id, given.environment, given.detail,
      CASE WHEN p_personal IS NOT NULL
        THEN decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') END AS salt
    FROM (SELECT * FROM unnest(p_connection_ids, p_environments, p_details) WITH ORDINALITY
            AS each (connection_id, environment, detail, place) ORDER BY place) AS given
  ), written AS (
    INSERT INTO public.audit_entries
      (id, epoch, txid, db_role, action, actor_kind, actor_id, connection_id, environment, detail, personal_digest)
    SELECT id, v_epoch, pg_current_xact_id()::text::bigint, session_user, p_action, p_actor_kind, p_actor_id, connection_id,
      environment, coalesce(detail, '{}'::jsonb), sha256(salt || convert_to(p_personal::text, 'UTF8'))
    FROM drawn
    RETURNING id
  ), named AS (
    INSERT INTO public.audit_personal (entry_id, salt, data)
    SELECT drawn.id, drawn.salt, p_personal FROM drawn WHERE drawn.salt IS NOT NULL
  )
  SELECT count(*) INTO v_written FROM written;
  RETURN v_written;
END $$;
REVOKE ALL ON FUNCTION "public"."append_audit_of_many"(text, text, text, uuid[], public.environment[], jsonb[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."append_audit_of_many"(text, text, text, uuid[], public.environment[], jsonb[], jsonb)
  TO connect_vault;
