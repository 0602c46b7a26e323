-- What staff add to a connection by hand (decision 068): notes, whose turn it is, until when it may wait, and that its
-- customer withdrew by post or phone. The vault writes, because each act leaves a row about a connection in the audit trail, which web
-- may not write; web reads.

-- Never edited. Withdrawing one deletes it: what it said is then nowhere.
CREATE TABLE "connection_notes" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_notes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "connection_notes_bounded" CHECK (char_length("text") BETWEEN 1 AND 2000),
    CONSTRAINT "connection_notes_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "connection_notes_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "connection_notes_connection_id_created_at_id_idx" ON "connection_notes" ("connection_id", "created_at", "id");

-- No row: nobody's, and not put off.
CREATE TABLE "connection_follow_up" (
    "connection_id" UUID NOT NULL,
    "owner_staff_id" UUID,
    -- Over by itself once the time has come: nobody clears it.
    "snoozed_until" TIMESTAMPTZ(3),
    "snooze_reason" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_follow_up_pkey" PRIMARY KEY ("connection_id"),
    CONSTRAINT "connection_follow_up_snooze" CHECK (("snoozed_until" IS NULL) = ("snooze_reason" IS NULL)
      AND char_length("snooze_reason") <= 500),
    CONSTRAINT "connection_follow_up_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "connection_follow_up_owner_staff_id_fkey" FOREIGN KEY ("owner_staff_id") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "connection_follow_up_owner_staff_id_connection_id_idx"
  ON "connection_follow_up" ("owner_staff_id", "connection_id");
CREATE INDEX "connection_follow_up_snoozed_until_idx" ON "connection_follow_up" ("snoozed_until");

-- A customer withdrew by other means than our pages; the disconnect was made with it.
CREATE TABLE "connection_withdrawals" (
    "connection_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    -- The day on which it arrived, as staff say it.
    "received_on" DATE NOT NULL,
    -- Under what the letter or call can be found; empty: none.
    "reference" TEXT NOT NULL DEFAULT '',
    "staff_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_withdrawals_pkey" PRIMARY KEY ("connection_id"),
    CONSTRAINT "connection_withdrawals_channel" CHECK ("channel" IN ('post', 'phone', 'email', 'in_person')),
    CONSTRAINT "connection_withdrawals_reference" CHECK (char_length("reference") <= 100),
    CONSTRAINT "connection_withdrawals_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "connection_withdrawals_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);

-- One connection's events in order of time, each source by an index of its own.
CREATE INDEX "audit_entries_of_connection" ON "audit_entries" ("connection_id", "at", "id") WHERE "connection_id" IS NOT NULL;
CREATE INDEX "notices_connection_id_created_at_id_idx" ON "notices" ("connection_id", "created_at", "id");
CREATE INDEX "webhook_events_of_connections" ON "vault"."webhook_events" USING gin ("connection_ids")
  WHERE "connection_ids" <> '{}';

-- How the tokens of a connection are: versions, ages and the key's name. Never a token, nor a byte of one.
CREATE VIEW "public"."token_facts" AS
  SELECT g."connection_id", g."state"::text AS "state", g."version", g."access_issued_at", g."access_expires_at",
    g."refresh_expires_at", g."next_refresh_at", g."failures", g."refusals", g."key_id", k."state" AS "key_state",
    o."outcome" AS "last_outcome", o."at" AS "last_outcome_at", o."since" AS "last_outcome_since"
  FROM "vault"."grants" AS g
    LEFT JOIN "vault"."ring_keys" AS k ON k."id" = g."key_id"
    LEFT JOIN "vault"."refresh_outcomes" AS o ON o."connection_id" = g."connection_id"
  WHERE g."connection_id" IS NOT NULL;

GRANT SELECT ON "connection_notes", "connection_follow_up", "connection_withdrawals", "token_facts" TO connect_web;
GRANT SELECT, INSERT, DELETE ON "connection_notes" TO connect_vault;
GRANT SELECT, INSERT, UPDATE ON "connection_follow_up" TO connect_vault;
GRANT SELECT, INSERT ON "connection_withdrawals" TO connect_vault;
