-- TG_TABLE_NAME is of type name, which has a collation of its own: compared with it, the index of text was not used, and each
-- record that got another ring key looked through all of the table.
CREATE OR REPLACE FUNCTION "vault"."note_ring_key_use"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_row record;
  v_id uuid;
  v_connection uuid;
  v_source text := TG_TABLE_NAME::text;
BEGIN
  IF TG_OP = 'DELETE' THEN v_row := OLD; ELSE v_row := NEW; END IF;
  IF TG_TABLE_NAME = 'grants' THEN
    v_id := v_row.id;
    v_connection := v_row.connection_id;
  ELSIF TG_TABLE_NAME = 'registration_codes' THEN
    v_id := v_row.registration_id;
  ELSE
    v_id := v_row.personal_token_id;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.key_id IS NOT DISTINCT FROM NEW.key_id THEN
    UPDATE vault.ring_key_use SET connection_id = v_connection
      WHERE source = v_source AND row_id = v_id AND until_at IS NULL;
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    UPDATE vault.ring_key_use SET until_at = clock_timestamp()
      WHERE source = v_source AND row_id = v_id AND until_at IS NULL;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id)
      VALUES (NEW.key_id, v_source, v_id, v_connection);
  END IF;
  RETURN NULL;
END $$;
