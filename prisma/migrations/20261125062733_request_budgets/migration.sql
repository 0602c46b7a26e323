-- How much of a limit somebody has used. Unlogged: what a crash forgets is ten minutes of counting, and a flood that is
-- being refused writes no WAL.
CREATE UNLOGGED TABLE "request_budgets" (
    "key" TEXT NOT NULL,
    "used" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "request_budgets_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "request_budgets_ends_at_idx" ON "request_budgets"("ends_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "request_budgets" TO connect_web;
