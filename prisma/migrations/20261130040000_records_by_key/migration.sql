-- Sealed records by the ring key that wraps their data keys (design 4.11): counted by key, and taken by key in the order
-- of their ids when they move to another one. The partner's own few personal tokens need no index.
CREATE INDEX "grants_key_id_id_idx" ON "vault"."grants" ("key_id", "id");
CREATE INDEX "registration_codes_key_id_registration_id_idx" ON "vault"."registration_codes" ("key_id", "registration_id");
CREATE INDEX "sca_challenges_sealed" ON "vault"."sca_challenges" ("key_id", "id") WHERE "wrapped_key" IS NOT NULL;

GRANT UPDATE ("key_id", "wrapped_key", "code") ON "vault"."registration_codes" TO connect_vault;
