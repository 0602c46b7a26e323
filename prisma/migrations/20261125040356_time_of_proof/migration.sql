-- When a person last proved who they are: the recent-sign-in window rests on it, not on when the session began.
ALTER TABLE "customer_sessions" ADD COLUMN "authenticated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "staff_sessions" ADD COLUMN "authenticated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "customer_sessions" SET "authenticated_at" = "created_at";
UPDATE "staff_sessions" SET "authenticated_at" = "created_at";

-- An account is (issuer, subject). With the provider in the key, a new issuer that gives out the same subjects as the
-- one before it (1, 2, 3, …) could not be configured.
ALTER TABLE "customer_accounts" DROP CONSTRAINT "customer_accounts_pkey",
  ADD CONSTRAINT "customer_accounts_pkey" PRIMARY KEY ("issuer", "subject");
ALTER TABLE "staff_accounts" DROP CONSTRAINT "staff_accounts_pkey",
  ADD CONSTRAINT "staff_accounts_pkey" PRIMARY KEY ("issuer", "subject");
DROP INDEX "customer_accounts_issuer_subject_key";
DROP INDEX "staff_accounts_issuer_subject_key";
