-- The main job: people, connect attempts, exchanges, connections, grants, audit.
-- The first half is Prisma's DDL for schema.prisma; the second half is what Prisma cannot say:
-- partial unique indexes, final states, append-only audit and who may touch what.
CREATE SCHEMA IF NOT EXISTS "vault";

-- CreateEnum
CREATE TYPE "environment" AS ENUM ('sandbox', 'production');

-- CreateEnum
CREATE TYPE "staff_role" AS ENUM ('viewer', 'support', 'operator', 'admin');

-- CreateEnum
CREATE TYPE "connection_status" AS ENUM ('active', 'needs_reconnect', 'disconnected');

-- CreateEnum
CREATE TYPE "connection_reason" AS ENUM ('lost_at_wise', 'replaced', 'user_deactivated', 'customer', 'staff', 'incident', 'erasure');

-- CreateEnum
CREATE TYPE "profile_type" AS ENUM ('personal', 'business');

-- CreateEnum
CREATE TYPE "exchange_state" AS ENUM ('sent', 'received', 'connected', 'refused', 'failed', 'interrupted');

-- CreateEnum
CREATE TYPE "vault"."grant_state" AS ENUM ('settled', 'refreshing', 'uncertain', 'ending');

-- CreateTable
CREATE TABLE "customers" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT,
    "email" TEXT NOT NULL,
    "email_verified" TIMESTAMPTZ(3),
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_accounts" (
    "provider" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_accounts_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "customer_sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "token_hash" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_verification_tokens" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_verification_tokens_pkey" PRIMARY KEY ("identifier","token")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT,
    "email" TEXT NOT NULL,
    "email_verified" TIMESTAMPTZ(3),
    "image" TEXT,
    "role" "staff_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_accounts" (
    "provider" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "staff_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_accounts_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "staff_sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "token_hash" TEXT NOT NULL,
    "staff_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_verification_tokens" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_verification_tokens_pkey" PRIMARY KEY ("identifier","token")
);

-- CreateTable
CREATE TABLE "connect_attempts" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "redirect_uri" TEXT NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "code_hash" BYTEA,
    "profile_id" TEXT,
    "outcome" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "connect_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchanges" (
    "attempt_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "customer_id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "profile_id" TEXT,
    "state" "exchange_state" NOT NULL,
    "reason" TEXT,
    "connection_id" UUID,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "worker_until" TIMESTAMPTZ(3),

    CONSTRAINT "exchanges_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateTable
CREATE TABLE "vault"."exchange_tokens" (
    "attempt_id" UUID NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "access" BYTEA,
    "refresh" BYTEA,
    "version" BIGINT NOT NULL DEFAULT 1,
    "wise_created_at" TIMESTAMPTZ(6),
    "access_issued_at" TIMESTAMPTZ(3),
    "access_expires_at" TIMESTAMPTZ(3),
    "refresh_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "exchange_tokens_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "wise_user_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "profile_type" "profile_type" NOT NULL,
    "profile_name" TEXT NOT NULL,
    "status" "connection_status" NOT NULL,
    "reason" "connection_reason",
    "frozen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_checked_at" TIMESTAMPTZ(3),
    "last_check" TEXT,
    "check_requested_at" TIMESTAMPTZ(3),
    "disconnected_at" TIMESTAMPTZ(3),
    "end_result" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "token_may_work_until" TIMESTAMPTZ(3),

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vault"."grants" (
    "connection_id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "wise_user_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "state" "vault"."grant_state" NOT NULL DEFAULT 'settled',
    "epoch" BIGINT NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "access" BYTEA,
    "refresh" BYTEA,
    "wise_created_at" TIMESTAMPTZ(6),
    "access_issued_at" TIMESTAMPTZ(3) NOT NULL,
    "access_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "refresh_expires_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_expires_at" TIMESTAMPTZ(3),
    "refresh_sent_at" TIMESTAMPTZ(3),
    "uncertain_until" TIMESTAMPTZ(3),
    "next_refresh_at" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "ending_until" TIMESTAMPTZ(3),

    CONSTRAINT "grants_pkey" PRIMARY KEY ("connection_id")
);

-- CreateTable
CREATE TABLE "vault"."api_keys" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarms" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "code" TEXT NOT NULL,
    "environment" "environment",
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cleared_at" TIMESTAMPTZ(3),

    CONSTRAINT "alarms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notices" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_until" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vault"."refresh_outcomes" (
    "id" BIGSERIAL NOT NULL,
    "environment" "environment" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "refresh_outcomes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "txid" BIGINT NOT NULL,
    "db_role" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "connection_id" UUID,
    "environment" "environment",
    "detail" JSONB NOT NULL,
    "personal_digest" BYTEA,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_personal" (
    "entry_id" BIGINT NOT NULL,
    "salt" BYTEA NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "audit_personal_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "vault"."audit_seals" (
    "sequence" BIGINT NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "key_id" TEXT NOT NULL,
    "mac" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_seals_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "customers_email_idx" ON "customers"("email");

-- CreateIndex
CREATE INDEX "customer_accounts_customer_id_idx" ON "customer_accounts"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_accounts_issuer_subject_key" ON "customer_accounts"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "customer_sessions_token_hash_key" ON "customer_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "customer_sessions_customer_id_idx" ON "customer_sessions"("customer_id");

-- CreateIndex
CREATE INDEX "customer_sessions_expires_idx" ON "customer_sessions"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "customer_verification_tokens_token_key" ON "customer_verification_tokens"("token");

-- CreateIndex
CREATE UNIQUE INDEX "staff_email_key" ON "staff"("email");

-- CreateIndex
CREATE INDEX "staff_accounts_staff_id_idx" ON "staff_accounts"("staff_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_accounts_issuer_subject_key" ON "staff_accounts"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "staff_sessions_token_hash_key" ON "staff_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "staff_sessions_staff_id_idx" ON "staff_sessions"("staff_id");

-- CreateIndex
CREATE INDEX "staff_sessions_expires_idx" ON "staff_sessions"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "staff_verification_tokens_token_key" ON "staff_verification_tokens"("token");

-- CreateIndex
CREATE UNIQUE INDEX "connect_attempts_state_hash_key" ON "connect_attempts"("state_hash");

-- CreateIndex
CREATE INDEX "connect_attempts_customer_id_created_at_idx" ON "connect_attempts"("customer_id", "created_at");

-- CreateIndex
CREATE INDEX "connect_attempts_expires_at_idx" ON "connect_attempts"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "exchanges_code_hash_key" ON "exchanges"("code_hash");

-- CreateIndex
CREATE INDEX "exchanges_customer_id_environment_idx" ON "exchanges"("customer_id", "environment");

-- CreateIndex
CREATE INDEX "exchanges_state_idx" ON "exchanges"("state");

-- CreateIndex
CREATE INDEX "connections_customer_id_created_at_idx" ON "connections"("customer_id", "created_at");

-- CreateIndex
CREATE INDEX "connections_created_at_id_idx" ON "connections"("created_at", "id");

-- CreateIndex
CREATE INDEX "connections_status_environment_created_at_id_idx" ON "connections"("status", "environment", "created_at", "id");

-- CreateIndex
CREATE INDEX "connections_profile_id_idx" ON "connections"("profile_id");

-- CreateIndex
CREATE INDEX "grants_next_refresh_at_idx" ON "vault"."grants"("next_refresh_at");

-- CreateIndex
CREATE INDEX "notices_sent_at_created_at_idx" ON "notices"("sent_at", "created_at");

-- CreateIndex
CREATE INDEX "refresh_outcomes_environment_at_idx" ON "vault"."refresh_outcomes"("environment", "at");

-- CreateIndex
CREATE INDEX "audit_entries_connection_id_id_idx" ON "audit_entries"("connection_id", "id");

-- CreateIndex
CREATE INDEX "audit_entries_txid_id_idx" ON "audit_entries"("txid", "id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_seals_entry_id_key" ON "vault"."audit_seals"("entry_id");

-- AddForeignKey
ALTER TABLE "customer_accounts" ADD CONSTRAINT "customer_accounts_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_sessions" ADD CONSTRAINT "customer_sessions_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_accounts" ADD CONSTRAINT "staff_accounts_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_sessions" ADD CONSTRAINT "staff_sessions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connect_attempts" ADD CONSTRAINT "connect_attempts_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vault"."exchange_tokens" ADD CONSTRAINT "exchange_tokens_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "exchanges"("attempt_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vault"."grants" ADD CONSTRAINT "grants_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notices" ADD CONSTRAINT "notices_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_personal" ADD CONSTRAINT "audit_personal_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "audit_entries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- ---- rules the application relies on ------------------------------------------------------------

-- One live grant per client × Wise user × profile, over all customers (promise 2).
CREATE UNIQUE INDEX "grants_one_live" ON "vault"."grants" ("environment", "client_id", "wise_user_id", "profile_id")
  WHERE "state" <> 'ending';
-- Exchanges of one customer and environment run one at a time (design 4.3).
CREATE UNIQUE INDEX "exchanges_one_at_a_time" ON "exchanges" ("customer_id", "environment")
  WHERE "state" IN ('sent', 'received');
CREATE UNIQUE INDEX "connections_one_open" ON "connections"
  ("customer_id", "environment", "client_id", "wise_user_id", "profile_id") WHERE "status" <> 'disconnected';
CREATE UNIQUE INDEX "alarms_one_open" ON "alarms" ("code", "environment") NULLS NOT DISTINCT WHERE "cleared_at" IS NULL;
CREATE INDEX "grants_ending" ON "vault"."grants" ("ending_until") WHERE "state" = 'ending';

ALTER TABLE "connections" ADD CONSTRAINT "connections_reason_fits_status" CHECK (
  ("status" = 'active' AND "reason" IS NULL)
  OR ("status" = 'needs_reconnect' AND "reason" IN ('lost_at_wise', 'replaced', 'user_deactivated'))
  OR ("status" = 'disconnected' AND "reason" IN ('customer', 'staff', 'incident', 'erasure')));
ALTER TABLE "connect_attempts" ADD CONSTRAINT "attempts_hash_lengths" CHECK (
  octet_length("state_hash") = 32 AND octet_length("browser_hash") = 32
  AND ("code_hash" IS NULL OR octet_length("code_hash") = 32));

CREATE FUNCTION "public"."disconnected_is_final"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF OLD."status" = 'disconnected' AND NEW."status" <> 'disconnected' THEN
    RAISE EXCEPTION 'connection % is disconnected, which is final', OLD."id" USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD."customer_id", OLD."environment", OLD."client_id", OLD."wise_user_id", OLD."profile_id")
     IS DISTINCT FROM (NEW."customer_id", NEW."environment", NEW."client_id", NEW."wise_user_id", NEW."profile_id") THEN
    RAISE EXCEPTION 'connection % keeps its customer, environment, client, Wise user and profile', OLD."id"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "connections_final" BEFORE UPDATE ON "connections"
  FOR EACH ROW EXECUTE FUNCTION "public"."disconnected_is_final"();

-- ---- audit: append only, by one door (design 4.7) ------------------------------------------------

CREATE FUNCTION "public"."append_audit"(
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
  -- A hijacked web server must not write history about connections: those rows are the vault's.
  IF session_user = 'connect_web' AND p_action !~ '^(session|attempt)\.' THEN
    RAISE EXCEPTION 'connect_web may not record %', p_action USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_personal IS NOT NULL THEN
    -- Two version 4 UUIDs: 244 random bits, so that a guessed name cannot be confirmed from the digest.
    v_salt := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
    v_digest := sha256(v_salt || convert_to(p_personal::text, 'UTF8'));
  END IF;
  INSERT INTO public.audit_entries
    (txid, db_role, action, actor_kind, actor_id, connection_id, environment, detail, personal_digest)
  VALUES (pg_current_xact_id()::text::bigint, session_user, p_action, p_actor_kind, p_actor_id, p_connection_id,
          p_environment, coalesce(p_detail, '{}'::jsonb), v_digest)
  RETURNING id INTO v_id;
  IF p_personal IS NOT NULL THEN
    INSERT INTO public.audit_personal (entry_id, salt, data) VALUES (v_id, v_salt, p_personal);
  END IF;
  RETURN v_id;
END $$;

CREATE FUNCTION "public"."audit_is_append_only"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."audit_is_append_only"();
CREATE TRIGGER "audit_seals_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "vault"."audit_seals"
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."audit_is_append_only"();

-- ---- who may touch what (design 3, 4.1) ----------------------------------------------------------

REVOKE ALL ON FUNCTION "public"."append_audit"(text, text, text, uuid, public.environment, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."append_audit"(text, text, text, uuid, public.environment, jsonb, jsonb)
  TO connect_web, connect_vault;
REVOKE ALL ON SCHEMA "vault" FROM PUBLIC;
GRANT USAGE ON SCHEMA "public" TO connect_web, connect_vault;
GRANT USAGE ON SCHEMA "vault" TO connect_vault;

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "customers", "customer_accounts", "customer_sessions", "customer_verification_tokens",
  "staff_sessions", "staff_verification_tokens", "connect_attempts" TO connect_web;
GRANT SELECT, INSERT, DELETE ON "staff_accounts" TO connect_web;
GRANT SELECT ON "staff", "connections", "exchanges", "alarms", "notices", "audit_entries", "audit_personal" TO connect_web;
GRANT UPDATE ("name", "email_verified", "image") ON "staff" TO connect_web;
GRANT UPDATE ("claimed_until", "sent_at", "attempts") ON "notices" TO connect_web;

GRANT SELECT ON "customers", "customer_accounts", "customer_sessions", "staff", "staff_sessions",
  "connect_attempts", "audit_entries", "audit_personal" TO connect_vault;
GRANT SELECT, INSERT, UPDATE ON "connections", "exchanges", "alarms" TO connect_vault;
GRANT SELECT, INSERT ON "notices" TO connect_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."grants", "vault"."exchange_tokens", "vault"."refresh_outcomes" TO connect_vault;
GRANT SELECT, INSERT, UPDATE ON "vault"."api_keys" TO connect_vault;
GRANT SELECT, INSERT ON "vault"."audit_seals" TO connect_vault;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA "vault" TO connect_vault;
