-- The head of the audit trail as it was verified, signed once a day. It is sent outside, where nobody who rewrites the trail can
-- rewrite it.
CREATE TABLE "audit_heads" (
    "day" DATE NOT NULL,
    "sequence" BIGINT NOT NULL,
    "mac" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("day")
);
GRANT SELECT, INSERT ON "audit_heads" TO connect_vault;
GRANT SELECT ON "audit_heads" TO connect_web;
