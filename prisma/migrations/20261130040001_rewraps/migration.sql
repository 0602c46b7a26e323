-- Moving every sealed record to one ring key (design 4.11): what was asked for, and how far it is.
CREATE TABLE "vault"."rewraps" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "to_key_id" TEXT NOT NULL,
  "is_reencryption" BOOLEAN NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "started_by" TEXT NOT NULL,
  "finished_at" TIMESTAMPTZ(3),
  "result" TEXT,
  "round" INTEGER NOT NULL DEFAULT 1,
  "at_table" TEXT,
  "at_key" TEXT,
  "after_id" UUID,
  "moved" INTEGER NOT NULL DEFAULT 0,
  "refused" INTEGER NOT NULL DEFAULT 0,
  "unsealed" INTEGER NOT NULL DEFAULT 0,

  CONSTRAINT "rewraps_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "rewraps_result_when_finished" CHECK (num_nulls("finished_at", "result") IN (0, 2))
);
CREATE UNIQUE INDEX "rewraps_one_open" ON "vault"."rewraps" ((true)) WHERE "finished_at" IS NULL;
GRANT SELECT, INSERT, UPDATE ON "vault"."rewraps" TO connect_vault;
