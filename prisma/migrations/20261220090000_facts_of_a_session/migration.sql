-- What a connect session is compared with stays until the session ends or a comparison was made. It went with the first exchange
-- that failed, so whoever spoiled one and tried again in the same session was compared with nothing.
CREATE OR REPLACE FUNCTION "vault"."forget_expected_facts"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'exchanges' THEN
    DELETE FROM vault.expected_facts WHERE attempt_id = NEW.attempt_id;
    IF NEW.state = 'connected' OR NEW.reason IN ('identity_mismatch', 'identity_unknown') THEN
      DELETE FROM vault.expected_facts WHERE session_id = NEW.session_id;
    END IF;
  ELSE
    DELETE FROM vault.expected_facts WHERE session_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
