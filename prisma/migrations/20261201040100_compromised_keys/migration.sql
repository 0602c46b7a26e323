-- Also whether the key that sealed a connection's tokens is one that somebody may have.
CREATE OR REPLACE VIEW "public"."token_facts" AS
  SELECT g."connection_id", g."state"::text AS "state", g."version", g."access_issued_at", g."access_expires_at",
    g."refresh_expires_at", g."next_refresh_at", g."failures", g."refusals", g."key_id", k."state" AS "key_state",
    o."outcome" AS "last_outcome", o."at" AS "last_outcome_at", o."since" AS "last_outcome_since",
    k."compromised_at" IS NOT NULL AS "key_is_compromised"
  FROM "vault"."grants" AS g
    LEFT JOIN "vault"."ring_keys" AS k ON k."id" = g."key_id"
    LEFT JOIN "vault"."refresh_outcomes" AS o ON o."connection_id" = g."connection_id"
  WHERE g."connection_id" IS NOT NULL;
