-- Calls that failed at Wise, for whoever asks Wise's support (decision 096): the last of each sort, counted. Names, types
-- and codes; no value of a body, no token, no id of Wise's in a path.
CREATE TABLE "vault"."failed_calls" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "environment" "public"."environment" NOT NULL,
  "client_id" TEXT NOT NULL,
  -- Or the id of no connection: a call of the application, or of the partner's own account.
  "connection_id" UUID,
  "kind" TEXT NOT NULL,
  "method" TEXT NOT NULL,
  "path" TEXT NOT NULL,
  -- Null: no answer.
  "status" INTEGER,
  "problem" TEXT NOT NULL,
  "count" BIGINT NOT NULL,
  "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "request_id" TEXT,
  "correlation_id" TEXT,
  "trace_id" TEXT,
  "header_names" TEXT[] NOT NULL DEFAULT '{}',
  "request_shape" JSONB,
  "answer_shape" JSONB,
  "token_version" BIGINT,
  "token_issued_at" TIMESTAMPTZ(3),
  CONSTRAINT "failed_calls_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "failed_calls_kind_known" CHECK ("kind" IN
    ('call', 'authorization_code', 'registration_code', 'refresh_token', 'client_credentials'))
);
CREATE UNIQUE INDEX "failed_calls_sort" ON "vault"."failed_calls"
  ("connection_id", "environment", "client_id", "kind", "method", "path", "status", "problem") NULLS NOT DISTINCT;
CREATE INDEX "failed_calls_last_at_idx" ON "vault"."failed_calls" ("last_at");

CREATE VIEW "public"."failed_calls" AS
  SELECT "environment", "client_id", "connection_id", "kind", "method", "path", "status", "problem", "count", "first_at",
    "last_at", "request_id", "correlation_id", "trace_id", "header_names", "request_shape", "answer_shape",
    "token_version", "token_issued_at"
  FROM "vault"."failed_calls";

GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."failed_calls" TO connect_vault;
GRANT SELECT ON "public"."failed_calls" TO connect_web, connect_vault;

INSERT INTO "public"."audit_actions_of_web" ("action") VALUES ('support_packet.exported') ON CONFLICT DO NOTHING;
