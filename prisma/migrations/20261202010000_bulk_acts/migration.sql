-- What staff do to many connections at once (design 4.20): a list of connections that stays as it was previewed, and how far the job is.
CREATE TABLE "vault"."bulk_acts" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "kind" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  -- The filter, as in the list's address; empty for rows that were chosen one by one.
  "query" TEXT NOT NULL,
  -- To whom connections are given; NULL: to nobody, or it is about something else.
  "owner_staff_id" UUID,
  "state" TEXT NOT NULL DEFAULT 'collecting',
  "total" INTEGER NOT NULL DEFAULT 0,
  -- How many of each environment and status the list had when it was made.
  "breakdown" JSONB NOT NULL DEFAULT '[]',
  -- It changes who is given tokens, and is longer than one person may start.
  "needs_second" BOOLEAN NOT NULL DEFAULT false,
  "done" INTEGER NOT NULL DEFAULT 0,
  "unchanged" INTEGER NOT NULL DEFAULT 0,
  "refused" INTEGER NOT NULL DEFAULT 0,
  -- The last connection that was worked on: they go in the order of their ids.
  "position" UUID,
  "reason" TEXT,
  "created_by" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- Of the person at the time, as in their rows of the audit trail.
  "started_role" TEXT,
  "started_at" TIMESTAMPTZ(3),
  -- What waits, or waited, for a second person (vault.second_approvals).
  "approval_id" UUID,
  "second_by" UUID,
  -- Who paused, resumed or cancelled it last.
  "changed_by" UUID,
  "finished_at" TIMESTAMPTZ(3),
  -- Which run of the job works on it, and until when nobody else does.
  "held_by" UUID,
  "held_until" TIMESTAMPTZ(3),

  CONSTRAINT "bulk_acts_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "bulk_acts_kind_is_known" CHECK ("kind" IN ('freeze', 'release', 'disconnect', 'check', 'assign')),
  CONSTRAINT "bulk_acts_source_is_known" CHECK ("source" IN ('filter', 'selection')),
  CONSTRAINT "bulk_acts_state_is_known" CHECK (
    "state" IN ('collecting', 'preview', 'waiting', 'running', 'paused', 'cancelled', 'finished')),
  CONSTRAINT "bulk_acts_owner_fits_kind" CHECK ("owner_staff_id" IS NULL OR "kind" = 'assign'),
  CONSTRAINT "bulk_acts_started_whole" CHECK (
    ("state" IN ('collecting', 'preview')) OR num_nulls("reason", "started_role") = 0),
  CONSTRAINT "bulk_acts_waits_for_somebody" CHECK ("state" <> 'waiting' OR "approval_id" IS NOT NULL),
  CONSTRAINT "bulk_acts_reason_bounded" CHECK (char_length("reason") BETWEEN 1 AND 500),
  -- Nobody is their own second person.
  CONSTRAINT "bulk_acts_two_people" CHECK ("second_by" <> "created_by"),
  CONSTRAINT "bulk_acts_ends_whole" CHECK (("state" IN ('cancelled', 'finished')) = ("finished_at" IS NOT NULL)),
  CONSTRAINT "bulk_acts_counts" CHECK ("done" + "unchanged" + "refused" <= "total"),
  CONSTRAINT "bulk_acts_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "bulk_acts_owner_staff_id_fkey" FOREIGN KEY ("owner_staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "bulk_acts_second_by_fkey" FOREIGN KEY ("second_by") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "bulk_acts_changed_by_fkey" FOREIGN KEY ("changed_by") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "bulk_acts_created_at_id_idx" ON "vault"."bulk_acts" ("created_at", "id");
CREATE INDEX "bulk_acts_created_by_created_at_idx" ON "vault"."bulk_acts" ("created_by", "created_at");
CREATE INDEX "bulk_acts_finished_at_idx" ON "vault"."bulk_acts" ("finished_at");
-- What the job of the clock looks for.
CREATE INDEX "bulk_acts_open" ON "vault"."bulk_acts" ("state", "created_at") WHERE "state" IN ('waiting', 'running');

-- Connections are never deleted, so no key leads to them: 100,000 rows are written at once.
CREATE TABLE "vault"."bulk_act_items" (
  "bulk_act_id" UUID NOT NULL,
  "connection_id" UUID NOT NULL,
  "outcome" TEXT,
  "refusal" TEXT,
  "at" TIMESTAMPTZ(3),

  CONSTRAINT "bulk_act_items_pkey" PRIMARY KEY ("bulk_act_id", "connection_id"),
  CONSTRAINT "bulk_act_items_outcome_is_known" CHECK ("outcome" IN ('done', 'unchanged', 'refused')),
  CONSTRAINT "bulk_act_items_refusal_is_known" CHECK ("refusal" IN (
    'gone', 'disconnected', 'frozen', 'needs_reconnect', 'nobody', 'unavailable', 'client_refused', 'failed')),
  CONSTRAINT "bulk_act_items_refusal_fits_outcome" CHECK (
    ("outcome" IS NOT DISTINCT FROM 'refused') = ("refusal" IS NOT NULL)),
  CONSTRAINT "bulk_act_items_bulk_act_id_fkey" FOREIGN KEY ("bulk_act_id") REFERENCES "vault"."bulk_acts" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
-- Those that were refused are the ones that somebody looks at.
CREATE INDEX "bulk_act_items_refused" ON "vault"."bulk_act_items" ("bulk_act_id", "connection_id") WHERE "outcome" = 'refused';

GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."bulk_acts", "vault"."bulk_act_items" TO connect_vault;

-- What web shows: the views read with their owner's rights, web reads no table of the vault.
CREATE VIEW "public"."bulk_acts_for_staff" AS
  SELECT b.id, b.kind, b.source, b.query, b.owner_staff_id, coalesce(o.name, o.email) AS owner_name, b.state, b.total, b.breakdown, b.needs_second,
    b.done, b.unchanged, b.refused, b.reason, b.created_by, coalesce(c.name, c.email) AS created_by_name, b.created_at,
    b.started_at, b.approval_id, b.second_by, coalesce(s.name, s.email) AS second_by_name, coalesce(h.name, h.email) AS changed_by_name,
    b.finished_at
  FROM vault.bulk_acts AS b
  JOIN public.staff AS c ON c.id = b.created_by
  LEFT JOIN public.staff AS o ON o.id = b.owner_staff_id
  LEFT JOIN public.staff AS s ON s.id = b.second_by
  LEFT JOIN public.staff AS h ON h.id = b.changed_by;
CREATE VIEW "public"."bulk_act_items_for_staff" AS
  SELECT bulk_act_id, connection_id, outcome, refusal, at FROM vault.bulk_act_items;
GRANT SELECT ON "public"."bulk_acts_for_staff", "public"."bulk_act_items_for_staff" TO connect_web;
