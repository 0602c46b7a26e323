-- What a page seals an API token of the partner's own with, before web is given it (decision 097): one key for one act of one
-- session, deleted when it is used. Web sees its public half alone.
CREATE TABLE "vault"."sealing_keys" (
  "id" UUID NOT NULL,
  "staff_id" UUID NOT NULL,
  "session_id" UUID NOT NULL,
  "act" TEXT NOT NULL,
  "key_id" TEXT NOT NULL,
  "wrapped_key" BYTEA NOT NULL,
  "private_key" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "ends_at" TIMESTAMPTZ(3) NOT NULL,

  CONSTRAINT "sealing_keys_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "sealing_keys_key_id_id_idx" ON "vault"."sealing_keys" ("key_id", "id");
CREATE TRIGGER "sealing_keys_ring_key_new" BEFORE INSERT ON "vault"."sealing_keys"
  FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();
CREATE TRIGGER "sealing_keys_ring_key_changed" BEFORE UPDATE OF "key_id" ON "vault"."sealing_keys"
  FOR EACH ROW WHEN (OLD."key_id" IS DISTINCT FROM NEW."key_id") EXECUTE FUNCTION "vault"."refuse_destroyed_ring_key"();

GRANT SELECT, INSERT, DELETE ON "vault"."sealing_keys" TO connect_vault;
GRANT UPDATE ("key_id", "wrapped_key", "private_key") ON "vault"."sealing_keys" TO connect_vault;
