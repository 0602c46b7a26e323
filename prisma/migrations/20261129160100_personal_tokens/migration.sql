-- API tokens that the partner made for its own Wise account (design 4.26, decision 054). They have no customer, no refresh
-- token and no grant, so they stand beside connections: the public row says how one stands, its value lies sealed.

CREATE TYPE "personal_token_state" AS ENUM ('active', 'refused', 'removed');

CREATE TABLE "personal_tokens" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "environment" "environment" NOT NULL,
    "wise_user_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "profile_type" "profile_type" NOT NULL,
    "profile_name" TEXT NOT NULL,
    "country" TEXT,
    "state" "personal_token_state" NOT NULL DEFAULT 'active',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotated_at" TIMESTAMPTZ(3),
    "last_checked_at" TIMESTAMPTZ(3),
    "refused_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "personal_tokens_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "personal_tokens_state_fits" CHECK (("state" = 'removed') = ("removed_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "personal_tokens_one_per_profile" ON "personal_tokens" ("environment", "profile_id")
  WHERE "state" <> 'removed';
CREATE INDEX "personal_tokens_created_at_id_idx" ON "personal_tokens" ("created_at", "id");

-- One row while the token is kept; deleted with its removal, which erases it.
CREATE TABLE "vault"."personal_token_values" (
    "personal_token_id" UUID NOT NULL,
    "version" BIGINT NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "token" BYTEA NOT NULL,

    CONSTRAINT "personal_token_values_pkey" PRIMARY KEY ("personal_token_id"),
    CONSTRAINT "personal_token_values_personal_token_id_fkey" FOREIGN KEY ("personal_token_id")
      REFERENCES "personal_tokens" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

GRANT SELECT ON "personal_tokens" TO connect_web;
GRANT SELECT, INSERT, UPDATE ON "personal_tokens" TO connect_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON "vault"."personal_token_values" TO connect_vault;
