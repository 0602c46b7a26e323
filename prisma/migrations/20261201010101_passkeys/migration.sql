-- Passkeys of staff, and the acts that one of them approved (design 4.19). All of it is the vault's: a hijacked web can read
-- no public key, enrol none, and mark no act as approved.
CREATE TABLE "vault"."passkeys" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "staff_id" UUID NOT NULL,
  -- As WebAuthn names it, in base64url.
  "credential_id" TEXT NOT NULL,
  -- COSE.
  "public_key" BYTEA NOT NULL,
  "sign_count" BIGINT NOT NULL,
  "transports" TEXT[] NOT NULL DEFAULT '{}',
  "is_backed_up" BOOLEAN NOT NULL,
  "name" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "last_used_at" TIMESTAMPTZ(3),
  CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "passkeys_name_bounded" CHECK (char_length("name") BETWEEN 1 AND 60),
  CONSTRAINT "passkeys_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "passkeys_credential_id_key" ON "vault"."passkeys" ("credential_id");
CREATE INDEX "passkeys_staff_id_created_at_idx" ON "vault"."passkeys" ("staff_id", "created_at");

-- A code lets one person enrol one passkey, once. Its SHA-256 alone is stored.
CREATE TABLE "vault"."passkey_codes" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "staff_id" UUID NOT NULL,
  "code_hash" BYTEA NOT NULL,
  -- The colleague who made it; null: an operator at the command line.
  "made_by" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "spent_at" TIMESTAMPTZ(3),
  -- What the authenticator has to sign, and in which session that was asked for. A later request replaces it.
  "challenge" TEXT,
  "challenge_session_id" UUID,
  "challenge_expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "passkey_codes_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "passkey_codes_hash_is_sha256" CHECK (octet_length("code_hash") = 32),
  CONSTRAINT "passkey_codes_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "passkey_codes_code_hash_key" ON "vault"."passkey_codes" ("code_hash");
CREATE INDEX "passkey_codes_staff_id_idx" ON "vault"."passkey_codes" ("staff_id");
CREATE INDEX "passkey_codes_expires_at_idx" ON "vault"."passkey_codes" ("expires_at");

-- One act that a person is about to approve: theirs, in this session, once. The digest is of the act with all its parts.
CREATE TABLE "vault"."step_ups" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "staff_id" UUID NOT NULL,
  "session_id" UUID NOT NULL,
  "act" TEXT NOT NULL,
  "digest" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "spent_at" TIMESTAMPTZ(3),
  "passkey_id" UUID,
  CONSTRAINT "step_ups_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "step_ups_digest_is_sha256" CHECK (octet_length("digest") = 32),
  CONSTRAINT "step_ups_spent_whole" CHECK (("spent_at" IS NULL) = ("passkey_id" IS NULL)),
  CONSTRAINT "step_ups_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "step_ups_staff_id_idx" ON "vault"."step_ups" ("staff_id");
CREATE INDEX "step_ups_expires_at_idx" ON "vault"."step_ups" ("expires_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."passkeys", "vault"."passkey_codes", "vault"."step_ups" TO connect_vault;

-- What pages show of passkeys. It reads as its owner does, so web needs no right on the schema of the vault.
CREATE VIEW "public"."staff_passkeys" AS
  SELECT "id", "staff_id", "name", "is_backed_up", "created_at", "last_used_at" FROM "vault"."passkeys";
GRANT SELECT ON "public"."staff_passkeys" TO connect_web, connect_vault;

-- The role of a signed-in member of staff, held until the transaction ends: a change of role, a disabling and the end of that
-- session wait for it, so an act that was allowed is committed before them or not at all. Null: signed out or disabled.
-- The vault has no right to write staff, and locking a row asks for one; hence the owner's function.
CREATE FUNCTION "vault"."hold_staff_role"(p_staff_id uuid, p_session_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_role text;
BEGIN
  SELECT role::text INTO v_role FROM public.staff WHERE id = p_staff_id AND disabled_at IS NULL FOR SHARE;
  IF v_role IS NULL THEN RETURN NULL; END IF;
  PERFORM 1 FROM public.staff_sessions
    WHERE id = p_session_id AND staff_id = p_staff_id AND expires > now() FOR KEY SHARE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN v_role;
END $$;
REVOKE ALL ON FUNCTION "vault"."hold_staff_role"(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."hold_staff_role"(uuid, uuid) TO connect_vault;
