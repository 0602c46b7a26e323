-- The page of the whole audit trail (docs/decisions/070): each filter has an index that ends in the id, so that a page
-- reads from where it stands. No more than one of them drives a statement; the rest is looked at row by row, bounded.
CREATE INDEX "audit_entries_at" ON "audit_entries" ("at");
CREATE INDEX "audit_entries_by_actor_kind" ON "audit_entries" ("actor_kind", "id");
CREATE INDEX "audit_entries_by_subject" ON "audit_entries" (split_part("action", '.', 1), "id");
CREATE INDEX "audit_entries_of_staff" ON "audit_entries" ("actor_id", "id") WHERE "actor_kind" = 'staff';
CREATE INDEX "audit_entries_about_customer" ON "audit_entries" (("detail"->>'customerId'), "id")
  WHERE "detail"->>'customerId' IS NOT NULL;
CREATE INDEX "audit_entries_by_api_key" ON "audit_entries" ("id") WHERE "detail"->>'apiKey' IS NOT NULL;

-- How far the vault has verified the chain in the background. Staff are shown it; only the vault may say so.
CREATE TABLE "audit_verification" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "verified_sequence" BIGINT NOT NULL DEFAULT 0,
    "verified_mac" BYTEA,
    "verified_at" TIMESTAMPTZ(3),
    "round_sequence" BIGINT NOT NULL DEFAULT 0,
    "round_mac" BYTEA,
    "round_began_at" TIMESTAMPTZ(3),
    "whole_sequence" BIGINT,
    "whole_at" TIMESTAMPTZ(3),
    "broken_sequence" BIGINT,
    "broken_entry_id" TEXT,
    "broken_problem" TEXT,
    "broken_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_verification_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "audit_verification_one_row" CHECK ("id" = 1)
);
INSERT INTO "audit_verification" ("id") VALUES (1);
GRANT SELECT, UPDATE ON "audit_verification" TO connect_vault;
GRANT SELECT ON "audit_verification" TO connect_web;

INSERT INTO "audit_actions_of_web" ("action") VALUES ('activity.viewed') ON CONFLICT DO NOTHING;
