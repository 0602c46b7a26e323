-- A lease that ran out without being given back: its holder may still come with an answer of Wise.
ALTER TABLE "exchanges" ADD COLUMN "open_leases" INTEGER NOT NULL DEFAULT 0;
