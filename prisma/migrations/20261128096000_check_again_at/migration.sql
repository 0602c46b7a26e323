-- When a connection may be checked again, instead of when it was last asked for: the vault alone knows how long it waits
-- (CHECK_WINDOW_SECONDS), and the page says the time without a copy of that setting.
ALTER TABLE "connections" RENAME COLUMN "check_requested_at" TO "check_again_at";

-- Only these are still waiting; an older time is in the past either way.
UPDATE "connections" SET "check_again_at" = "check_again_at" + interval '5 minutes'
 WHERE "check_again_at" > now() - interval '5 minutes';
