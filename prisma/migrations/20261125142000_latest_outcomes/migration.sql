-- The brake on mass demotion counts each connection once, by its latest outcome. What is there tells of minutes only and
-- does not say whose it was.
TRUNCATE "vault"."refresh_outcomes";

-- AlterTable
ALTER TABLE "vault"."refresh_outcomes" DROP CONSTRAINT "refresh_outcomes_pkey",
DROP COLUMN "id",
ADD COLUMN "connection_id" UUID NOT NULL,
ADD COLUMN "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD CONSTRAINT "refresh_outcomes_pkey" PRIMARY KEY ("connection_id");

-- Refusals are few: whether there are enough of them to brake is told without reading all that went well.
CREATE INDEX "refresh_outcomes_refused" ON "vault"."refresh_outcomes" ("environment", "at") WHERE "outcome" = 'grant_refused';
