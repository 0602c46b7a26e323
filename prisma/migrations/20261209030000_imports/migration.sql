-- Grants that the partner brings from its own store (decision 087). Web sees none of it.

-- What the partner seals a file with. The private half is sealed like a token, and erased when its time is over.
CREATE TABLE "vault"."import_keys" (
  "id" UUID NOT NULL,
  "public_key" JSONB NOT NULL,
  "key_id" TEXT NOT NULL,
  "wrapped_key" BYTEA NOT NULL,
  "private_key" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "ends_at" TIMESTAMPTZ(3) NOT NULL,

  CONSTRAINT "import_keys_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "import_keys_key_id_id_idx" ON "vault"."import_keys" ("key_id", "id");
CREATE TRIGGER "import_keys_ring_key_new" BEFORE INSERT ON "vault"."import_keys"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "import_keys_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."import_keys"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();

-- A file that was handed in. All of it becomes connections in one transaction, or none.
CREATE TABLE "vault"."imports" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "file_hash" BYTEA NOT NULL,
  "rows" INTEGER NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'open',
  "operator" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "ended_at" TIMESTAMPTZ(3),

  CONSTRAINT "imports_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "imports_state_is_known" CHECK ("state" IN ('open', 'accepted', 'discarded')),
  CONSTRAINT "imports_end_fits_state" CHECK (("state" = 'open') = ("ended_at" IS NULL))
);
CREATE UNIQUE INDEX "imports_file_hash_key" ON "vault"."imports" ("file_hash");

-- One grant of a file, until its import is accepted. Tokens are here from Wise's answer on, so that none is ever lost: the one
-- that the partner handed in is not, because its file has it.
CREATE TABLE "vault"."import_rows" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "import_id" UUID NOT NULL,
  "line" INTEGER NOT NULL,
  "environment" "public"."environment" NOT NULL,
  "client_id" TEXT NOT NULL,
  -- SHA-256 of the token as it was handed in: the same one in another file is the same grant
  "token_hash" BYTEA NOT NULL,
  "external_id" TEXT NOT NULL,
  "email" TEXT,
  "name" TEXT,
  "profile_id" TEXT NOT NULL,
  -- as the file says it; Wise's word is wise_user_id
  "user_id" TEXT,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "refusal" TEXT,
  -- of the last refresh, by database clock; and how many were sent while no token was here
  "sent_at" TIMESTAMPTZ(3),
  "tries" INTEGER NOT NULL DEFAULT 0,
  "is_rotated" BOOLEAN NOT NULL DEFAULT false,
  "version" BIGINT NOT NULL DEFAULT 0,
  "key_id" TEXT,
  "wrapped_key" BYTEA,
  "access" BYTEA,
  "refresh" BYTEA,
  "access_issued_at" TIMESTAMPTZ(3),
  "access_expires_at" TIMESTAMPTZ(3),
  "refresh_expires_at" TIMESTAMPTZ(3),
  "wise_user_id" TEXT,
  "profile_type" "public"."profile_type",
  "profile_name" TEXT,
  "checked_at" TIMESTAMPTZ(3),

  CONSTRAINT "import_rows_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "import_rows_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "vault"."imports" ("id") ON DELETE CASCADE,
  CONSTRAINT "import_rows_state_is_known" CHECK ("state" IN ('waiting', 'sent', 'received', 'checked', 'refused')),
  CONSTRAINT "import_rows_state_fits_columns" CHECK (
    ("state" = 'refused') = ("refusal" IS NOT NULL)
    AND ("wrapped_key" IS NULL) = ("refresh" IS NULL) AND ("wrapped_key" IS NULL) = ("access" IS NULL)
    AND ("wrapped_key" IS NULL) = ("key_id" IS NULL)
    AND ("state" NOT IN ('received', 'checked') OR "refresh" IS NOT NULL)
    AND ("state" <> 'checked' OR ("wise_user_id" IS NOT NULL AND "profile_type" IS NOT NULL
      AND "profile_name" IS NOT NULL AND "checked_at" IS NOT NULL))
  )
);
CREATE UNIQUE INDEX "import_rows_token_key" ON "vault"."import_rows" ("environment", "client_id", "token_hash");
CREATE INDEX "import_rows_import_id_line_idx" ON "vault"."import_rows" ("import_id", "line");
CREATE INDEX "import_rows_external_id_idx" ON "vault"."import_rows" ("external_id");
CREATE INDEX "import_rows_key_id_id_idx" ON "vault"."import_rows" ("key_id", "id");
CREATE INDEX "import_rows_identity_idx" ON "vault"."import_rows" ("environment", "client_id", "wise_user_id", "profile_id");
CREATE TRIGGER "import_rows_ring_key_new" BEFORE INSERT ON "vault"."import_rows"
  FOR EACH ROW WHEN (NEW."key_id" IS NOT NULL) EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "import_rows_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."import_rows"
  FOR EACH ROW WHEN (NEW."key_id" IS NOT NULL AND OLD."key_id" IS DISTINCT FROM NEW."key_id")
  EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();

GRANT SELECT, INSERT, DELETE ON "vault"."import_keys" TO connect_vault;
GRANT UPDATE ("key_id", "wrapped_key", "private_key") ON "vault"."import_keys" TO connect_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."imports", "vault"."import_rows" TO connect_vault;
