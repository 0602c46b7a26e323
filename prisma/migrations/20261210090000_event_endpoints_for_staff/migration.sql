-- What staff see and do of where events are sent to (design 4.21).

ALTER TABLE "vault"."event_endpoints"
  -- The newest position when it was disabled: what it missed is behind it, and nothing of that was meant for it before.
  ADD COLUMN "disabled_after" BIGINT,
  ADD COLUMN "last_delivered_at" TIMESTAMPTZ(3),
  DROP CONSTRAINT "event_endpoints_disabled_why",
  ADD CONSTRAINT "event_endpoints_disabled_why" CHECK ("disabled_reason" IN ('gone', 'asked', 'staff'));
-- An event has its place within half a second of its commit. Rather one twice than one never.
UPDATE "vault"."event_endpoints" AS n SET
  "disabled_after" = CASE WHEN n."disabled_at" IS NOT NULL THEN coalesce((SELECT max(e."position") FROM "vault"."events" AS e
    WHERE e."created_at" < n."disabled_at" - interval '1 minute'), 0) END,
  "last_delivered_at" = (SELECT max(d."last_try_at") FROM "vault"."event_deliveries" AS d
    WHERE d."endpoint_id" = n."id" AND d."state" = 'delivered');

-- The log of an endpoint, narrowed: the primary key has it whole.
CREATE INDEX "event_deliveries_waiting" ON "vault"."event_deliveries" ("endpoint_id", "position") WHERE "state" = 'waiting';
CREATE INDEX "event_deliveries_given_up" ON "vault"."event_deliveries" ("endpoint_id", "position") WHERE "state" = 'given_up';

-- Never a secret; and of an address nothing behind its question mark, where receivers like to have one. Counts go up to 10,001:
-- "more than 10,000" is all that anybody needs.
CREATE VIEW "public"."partner_event_endpoints" AS
  SELECT n."id", n."environment", split_part(n."url", '?', 1) || CASE WHEN n."url" LIKE '%?%' THEN '?…' ELSE '' END AS "address",
    n."description", n."types", n."created_at", n."disabled_at", n."disabled_reason", n."failures", n."failing_since",
    n."rest_until", n."last_delivered_at",
    (SELECT count(*)::int FROM (SELECT FROM "vault"."event_deliveries" AS d
      WHERE d."endpoint_id" = n."id" AND d."state" = 'waiting' LIMIT 10001) AS first) AS "waiting",
    (SELECT d."asked_at" FROM "vault"."event_deliveries" AS d
      WHERE d."endpoint_id" = n."id" AND d."state" = 'waiting' ORDER BY d."position" LIMIT 1) AS "waiting_since",
    (SELECT count(*)::int FROM (SELECT FROM "vault"."event_deliveries" AS d
      WHERE d."endpoint_id" = n."id" AND d."state" = 'given_up' LIMIT 10001) AS first) AS "given_up",
    (SELECT count(*)::int FROM (SELECT FROM "vault"."events" AS e
      WHERE n."disabled_at" IS NOT NULL AND e."environment" = n."environment" AND e."connection_id" IS NOT NULL
        AND e."position" > coalesce(n."disabled_after", 0) AND (n."types" = '{}' OR e."type" = ANY (n."types"))
      LIMIT 10001) AS first) AS "missed"
  FROM "vault"."event_endpoints" AS n;

CREATE VIEW "public"."partner_event_deliveries" AS
  SELECT d."endpoint_id", d."position", d."type", e."id" AS "event_id", e."connection_id", e."created_at" AS "happened_at",
    d."state", d."tries", d."next_try_at", d."last_try_at", d."last_status", d."last_failure"
  FROM "vault"."event_deliveries" AS d LEFT JOIN "vault"."events" AS e ON e."sequence" = d."sequence";

GRANT SELECT ON "public"."partner_event_endpoints", "public"."partner_event_deliveries" TO connect_web;
