-- Keys in three levels (design 4.11, decision 057): ring keys, each wrapped by a root key and bound to its id.
CREATE TABLE "vault"."ring_keys" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pre_active',
    "wrapped" BYTEA,
    "wrapped_audit" BYTEA,
    "root_provider" TEXT NOT NULL,
    "root_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),
    "destroyed_at" TIMESTAMPTZ(3),
    "compromised_at" TIMESTAMPTZ(3),

    CONSTRAINT "ring_keys_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ring_keys_id_is_one" CHECK ("id" ~ '^[a-z0-9-]{1,32}$'),
    CONSTRAINT "ring_keys_state_is_known" CHECK ("state" IN ('pre_active', 'active', 'decrypt_only', 'destroyed')),
    -- a destroyed key keeps what verifies the audit trail, and nothing that opens a record
    CONSTRAINT "ring_keys_state_fits_columns" CHECK (
      ("state" = 'destroyed') = ("wrapped" IS NULL)
      AND ("state" = 'destroyed') = ("wrapped_audit" IS NOT NULL)
      AND ("state" = 'destroyed') = ("destroyed_at" IS NOT NULL)
      AND ("state" <> 'active' OR "activated_at" IS NOT NULL)
      AND ("state" NOT IN ('decrypt_only', 'destroyed') OR "retired_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "ring_keys_one_active" ON "vault"."ring_keys" ("state") WHERE "state" = 'active';

CREATE FUNCTION "vault"."refuse_ring_key_state"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ring key %: % does not follow %', OLD."id", NEW."state", OLD."state" USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER "ring_keys_state_follows" BEFORE UPDATE OF "state" ON "vault"."ring_keys" FOR EACH ROW
  WHEN (OLD."state" <> NEW."state" AND NOT CASE OLD."state"
    WHEN 'pre_active' THEN NEW."state" IN ('active', 'decrypt_only')
    WHEN 'active' THEN NEW."state" = 'decrypt_only'
    WHEN 'decrypt_only' THEN NEW."state" IN ('active', 'destroyed') AND NOT (NEW."state" = 'active' AND OLD."compromised_at" IS NOT NULL)
    ELSE false
  END)
  EXECUTE FUNCTION "vault"."refuse_ring_key_state"();

-- Which vault processes live, and which ring keys each has shown that it can open. No key is here.
CREATE TABLE "vault"."ring_holders" (
    "owner" TEXT NOT NULL,
    "held" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "from_settings" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "seals_with" TEXT,
    "root" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ring_holders_pkey" PRIMARY KEY ("owner")
);

-- One record under each ring key, which every vault opens at start and each hour.
CREATE TABLE "vault"."ring_canaries" (
    "ring_key" TEXT NOT NULL,
    "data_key" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ring_canaries_pkey" PRIMARY KEY ("ring_key")
);

-- Which record had which ring key, and when: written by triggers alone, so that no writer can forget it.
CREATE TABLE "vault"."ring_key_use" (
    "id" BIGSERIAL NOT NULL,
    "ring_key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "row_id" UUID NOT NULL,
    "connection_id" UUID,
    "from_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until_at" TIMESTAMPTZ(3),

    CONSTRAINT "ring_key_use_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ring_key_use_ring_key_from_at_idx" ON "vault"."ring_key_use" ("ring_key", "from_at");
CREATE UNIQUE INDEX "ring_key_use_open" ON "vault"."ring_key_use" ("source", "row_id") WHERE "until_at" IS NULL;

-- A row that gets another ring key. The lock on the key's row is the fence of its destruction, which locks it FOR UPDATE and
-- counts: who comes first is counted, who comes later is refused. Keys of VAULT_KEYS alone have no row and no fence.
CREATE FUNCTION "vault"."refuse_destroyed_ring_key"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_state text;
BEGIN
  SELECT state INTO v_state FROM vault.ring_keys WHERE id = NEW.key_id FOR KEY SHARE;
  IF v_state = 'destroyed' THEN
    RAISE EXCEPTION 'ring key % is destroyed', NEW.key_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION "vault"."note_ring_key_use"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_row record;
  v_id uuid;
  v_connection uuid;
  -- of type name, which has a collation of its own: compared with it, the index of text would not be used
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
REVOKE ALL ON FUNCTION "vault"."refuse_destroyed_ring_key"() FROM PUBLIC;
REVOKE ALL ON FUNCTION "vault"."note_ring_key_use"() FROM PUBLIC;

CREATE TRIGGER "grants_ring_key_new" BEFORE INSERT ON "vault"."grants"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "grants_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."grants"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "registration_codes_ring_key_new" BEFORE INSERT ON "vault"."registration_codes"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "registration_codes_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."registration_codes"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "personal_token_values_ring_key_new" BEFORE INSERT ON "vault"."personal_token_values"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "personal_token_values_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."personal_token_values"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "sca_challenges_ring_key_new" BEFORE INSERT ON "vault"."sca_challenges"
  FOR EACH ROW WHEN (NEW."key_id" IS NOT NULL) EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "sca_challenges_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."sca_challenges"
  FOR EACH ROW WHEN (NEW."key_id" IS NOT NULL AND OLD."key_id" IS DISTINCT FROM NEW."key_id")
  EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();

-- One-time tokens of challenges are not noted: they are worthless within the hour.
CREATE TRIGGER "grants_ring_key_use" AFTER INSERT OR DELETE ON "vault"."grants"
  FOR EACH ROW EXECUTE FUNCTION "vault"."note_ring_key_use"();
CREATE TRIGGER "grants_ring_key_use_changed" AFTER UPDATE OF "key_id", "connection_id" ON "vault"."grants"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id" OR OLD."connection_id" IS DISTINCT FROM NEW."connection_id")
  EXECUTE FUNCTION "vault"."note_ring_key_use"();
CREATE TRIGGER "registration_codes_ring_key_use" AFTER INSERT OR DELETE ON "vault"."registration_codes"
  FOR EACH ROW EXECUTE FUNCTION "vault"."note_ring_key_use"();
CREATE TRIGGER "registration_codes_ring_key_use_changed" AFTER UPDATE OF "key_id" ON "vault"."registration_codes"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id")
  EXECUTE FUNCTION "vault"."note_ring_key_use"();
CREATE TRIGGER "personal_token_values_ring_key_use" AFTER INSERT OR DELETE ON "vault"."personal_token_values"
  FOR EACH ROW EXECUTE FUNCTION "vault"."note_ring_key_use"();
CREATE TRIGGER "personal_token_values_ring_key_use_changed" AFTER UPDATE OF "key_id" ON "vault"."personal_token_values"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id")
  EXECUTE FUNCTION "vault"."note_ring_key_use"();

-- Since when these have their key nobody noted: for ever, as far as an exposure is asked about.
INSERT INTO "vault"."ring_key_use" ("ring_key", "source", "row_id", "connection_id", "from_at")
  SELECT "key_id", 'grants', "id", "connection_id", '-infinity'::timestamptz FROM "vault"."grants"
  UNION ALL SELECT "key_id", 'registration_codes', "registration_id", NULL, '-infinity'::timestamptz FROM "vault"."registration_codes"
  UNION ALL SELECT "key_id", 'personal_token_values', "personal_token_id", NULL, '-infinity'::timestamptz FROM "vault"."personal_token_values";

GRANT SELECT, INSERT, UPDATE ON "vault"."ring_keys" TO connect_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."ring_holders", "vault"."ring_canaries" TO connect_vault;
GRANT SELECT ON "vault"."ring_key_use" TO connect_vault;
