-- What the last look at our own credentials found, for people and for a vault that starts (design 4.14). No secret is here:
-- fingerprints are the first 64 bits of a SHA-256 over client and secret.
-- CreateTable
CREATE TABLE "vault"."client_credentials" (
    "environment" "environment" NOT NULL,
    "client_id" TEXT NOT NULL,
    "used_fingerprint" TEXT NOT NULL,
    "used_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "verdicts" JSONB NOT NULL DEFAULT '{}',
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_credentials_pkey" PRIMARY KEY ("environment", "client_id")
);

GRANT SELECT, INSERT, UPDATE ON "vault"."client_credentials" TO connect_vault;
