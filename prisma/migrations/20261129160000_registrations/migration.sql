-- Wise users that the partner makes by API (design 4.25, decision 053). The public row says how a registration stands;
-- its code, which is worth a password, lies sealed in the schema that web has no right on.

CREATE TYPE "registration_state" AS ENUM ('reserved', 'created', 'connected', 'claimed', 'existing', 'refused', 'closed');

CREATE TABLE "wise_registrations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "language" TEXT,
    "profile_id" TEXT,
    "state" "registration_state" NOT NULL DEFAULT 'reserved',
    "reason" TEXT,
    "wise_user_id" TEXT,
    "connection_id" UUID,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "worker_until" TIMESTAMPTZ(3),

    CONSTRAINT "wise_registrations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "wise_registrations_connected" CHECK ("state" <> 'connected' OR "connection_id" IS NOT NULL),
    CONSTRAINT "wise_registrations_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "wise_registrations_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
-- The arbiter of "one Wise user per customer and environment", over all processes.
CREATE UNIQUE INDEX "wise_registrations_open" ON "wise_registrations" ("customer_id", "environment")
  WHERE "state" IN ('reserved', 'created', 'connected');
CREATE INDEX "wise_registrations_connection_id_idx" ON "wise_registrations" ("connection_id");
CREATE INDEX "wise_registrations_state_state_changed_at_idx" ON "wise_registrations" ("state", "state_changed_at");

-- One row while the code may still be used; deleted when it is of no use any more, which erases it.
CREATE TABLE "vault"."registration_codes" (
    "registration_id" UUID NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "code" BYTEA NOT NULL,

    CONSTRAINT "registration_codes_pkey" PRIMARY KEY ("registration_id"),
    CONSTRAINT "registration_codes_registration_id_fkey" FOREIGN KEY ("registration_id")
      REFERENCES "wise_registrations" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- An exchange of a registration code has no attempt: it belongs to the registration.
ALTER TABLE "exchanges" ADD COLUMN "registration_id" UUID;
ALTER TABLE "exchanges" ADD CONSTRAINT "exchanges_registration_id_fkey" FOREIGN KEY ("registration_id")
  REFERENCES "wise_registrations" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "exchanges_registration_id_idx" ON "exchanges" ("registration_id");

GRANT SELECT ON "wise_registrations" TO connect_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON "wise_registrations" TO connect_vault;
GRANT SELECT, INSERT, DELETE ON "vault"."registration_codes" TO connect_vault;
