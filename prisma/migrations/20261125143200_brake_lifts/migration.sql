-- An operator's word that what Wise refuses in an environment until then is to be believed (docs/decisions/017).
-- CreateTable
CREATE TABLE "vault"."brake_lifts" (
    "environment" "environment" NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "brake_lifts_pkey" PRIMARY KEY ("environment")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."brake_lifts" TO connect_vault;
