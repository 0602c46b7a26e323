-- Until when the calls of an environment are spoken for: all vaults of a deployment share one rate (docs/decisions/026).
-- CreateTable
CREATE TABLE "vault"."refresh_rates" (
    "environment" "environment" NOT NULL,
    "reserved_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "refresh_rates_pkey" PRIMARY KEY ("environment")
);

GRANT SELECT, INSERT, UPDATE ON "vault"."refresh_rates" TO connect_vault;
