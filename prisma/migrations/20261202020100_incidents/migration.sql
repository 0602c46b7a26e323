-- A guided incident (design 4.20): what is suspected, what was stopped for it, and the steps until it is over.
CREATE TABLE "vault"."incidents" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "scope" TEXT NOT NULL,
  "value" TEXT,
  "reason" TEXT NOT NULL,
  -- Since when somebody else may have had access; null: it is not known.
  "suspected_since" TIMESTAMPTZ(3),
  "end_sessions" TEXT NOT NULL,
  "revoke_keys" BOOLEAN NOT NULL,
  "is_drill" BOOLEAN NOT NULL,
  "hold_id" UUID NOT NULL,
  "first_staff_id" UUID,
  "second_staff_id" UUID,
  -- Of the command line, for a drill.
  "placed_by" TEXT NOT NULL,
  "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- What was in scope when it was placed.
  "counts" JSONB NOT NULL,
  "closed_at" TIMESTAMPTZ(3),
  "closed_by" TEXT,
  -- The signed report, byte by byte as it was signed.
  "report" TEXT,
  CONSTRAINT "incidents_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "incidents_scope_is_known" CHECK ("scope" IN ('everything', 'environment', 'api_key', 'ring_key')),
  CONSTRAINT "incidents_value_fits_scope" CHECK (("scope" = 'everything') = ("value" IS NULL)),
  CONSTRAINT "incidents_end_sessions_is_known" CHECK ("end_sessions" IN ('none', 'staff', 'customers', 'all')),
  CONSTRAINT "incidents_are_of_two_people"
    CHECK (num_nulls("first_staff_id", "second_staff_id") = 0 AND "first_staff_id" <> "second_staff_id"
      OR num_nulls("first_staff_id", "second_staff_id") = 2 AND "is_drill"),
  CONSTRAINT "incidents_closed_whole" CHECK (num_nulls("closed_at", "closed_by", "report") IN (0, 3)),
  CONSTRAINT "incidents_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "vault"."holds" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "incidents_first_staff_id_fkey" FOREIGN KEY ("first_staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "incidents_second_staff_id_fkey" FOREIGN KEY ("second_staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);
-- One open incident on the same thing.
CREATE UNIQUE INDEX "incidents_open" ON "vault"."incidents" ("scope", coalesce("value", '')) WHERE "closed_at" IS NULL;
CREATE INDEX "incidents_placed_at_id_idx" ON "vault"."incidents" ("placed_at", "id");

CREATE TABLE "vault"."incident_steps" (
  "incident_id" UUID NOT NULL,
  "step" TEXT NOT NULL,
  "place" SMALLINT NOT NULL,
  "state" TEXT NOT NULL,
  "done" BIGINT NOT NULL DEFAULT 0,
  "total" BIGINT,
  -- How far a job came.
  "cursor" TEXT,
  -- What the vault itself knows of it.
  "facts" JSONB NOT NULL DEFAULT '{}',
  -- What a person wrote of it: where the proof is.
  "proof" TEXT,
  "by" TEXT,
  "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT "incident_steps_pkey" PRIMARY KEY ("incident_id", "step"),
  CONSTRAINT "incident_steps_state_is_known" CHECK ("state" IN ('open', 'running', 'done', 'not_needed')),
  CONSTRAINT "incident_steps_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "vault"."incidents" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);

GRANT SELECT, INSERT ON "vault"."incidents", "vault"."incident_steps" TO connect_vault;
GRANT UPDATE ("closed_at", "closed_by", "report") ON "vault"."incidents" TO connect_vault;
GRANT UPDATE ("state", "done", "total", "cursor", "facts", "proof", "by", "changed_at") ON "vault"."incident_steps" TO connect_vault;

CREATE VIEW "public"."incidents_for_staff" AS
  SELECT i.id, i.scope, i.value, k.name AS key_name, i.reason, i.suspected_since, i.end_sessions, i.revoke_keys, i.is_drill,
    i.hold_id, i.placed_at, i.counts, i.closed_at,
    coalesce(f.name, f.email, i.placed_by) AS first_name, coalesce(s.name, s.email) AS second_name,
    coalesce(c.name, c.email, i.closed_by) AS closed_by
  FROM vault.incidents AS i
  LEFT JOIN vault.api_keys AS k ON i.scope = 'api_key' AND k.id = i.value
  LEFT JOIN public.staff AS f ON f.id = i.first_staff_id
  LEFT JOIN public.staff AS s ON s.id = i.second_staff_id
  LEFT JOIN public.staff AS c ON i.closed_by = 'staff:' || c.id::text;
CREATE VIEW "public"."incident_steps_for_staff" AS
  SELECT t.incident_id, t.step, t.place, t.state, t.done, t.total, t.facts, t.proof, t.changed_at,
    coalesce(p.name, p.email, t."by") AS "by"
  FROM vault.incident_steps AS t
  LEFT JOIN public.staff AS p ON t."by" = 'staff:' || p.id::text;
GRANT SELECT ON "public"."incidents_for_staff", "public"."incident_steps_for_staff" TO connect_web;
