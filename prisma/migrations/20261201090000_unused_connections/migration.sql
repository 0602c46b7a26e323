-- When a customer was last told that nobody uses a connection (design 4.23).
ALTER TABLE "connections" ADD COLUMN "unused_told_at" TIMESTAMPTZ(3);
