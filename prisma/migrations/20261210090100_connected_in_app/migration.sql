-- Whether the last consent of a connection was given in the partner's own app, by a connect session (design 4.22). Its session
-- and exchange are forgotten after a month; staff ask later.
ALTER TABLE "public"."connections" ADD COLUMN "connected_in_app" BOOLEAN NOT NULL DEFAULT false;
-- Both times are those of the transaction that connected it.
UPDATE "public"."connections" AS c SET "connected_in_app" = true FROM "public"."exchanges" AS e
WHERE e."connection_id" = c."id" AND e."state" = 'connected' AND e."session_id" IS NOT NULL
  AND e."finished_at" = c."connected_at";
