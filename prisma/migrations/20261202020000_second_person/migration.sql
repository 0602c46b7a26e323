-- An act that takes two people (design 4.19): the first has approved it with a passkey, and it waits for somebody else's
-- approval of the very same act. The vault alone writes here, so a hijacked web can neither add nor release one.
CREATE TABLE "vault"."second_approvals" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "act" TEXT NOT NULL,
  -- The act with all its parts, of which the digest is.
  "body" JSONB NOT NULL,
  "digest" BYTEA NOT NULL,
  "first_staff_id" UUID NOT NULL,
  "first_passkey_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "second_staff_id" UUID,
  "second_passkey_id" UUID,
  "decided_at" TIMESTAMPTZ(3),
  CONSTRAINT "second_approvals_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "second_approvals_digest_is_sha256" CHECK (octet_length("digest") = 32),
  CONSTRAINT "second_approvals_state_is_known"
    CHECK ("state" IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
  CONSTRAINT "second_approvals_decided_whole" CHECK (("state" = 'waiting') = ("decided_at" IS NULL)),
  CONSTRAINT "second_approvals_second_has_passkey"
    CHECK (("state" = 'approved') = ("second_passkey_id" IS NOT NULL)),
  CONSTRAINT "second_approvals_are_two_people"
    CHECK ("state" <> 'approved' OR ("second_staff_id" IS NOT NULL AND "second_staff_id" <> "first_staff_id")),
  CONSTRAINT "second_approvals_first_staff_id_fkey" FOREIGN KEY ("first_staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "second_approvals_second_staff_id_fkey" FOREIGN KEY ("second_staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE RESTRICT ON UPDATE CASCADE
);
-- The same act waits once, however often somebody asks.
CREATE UNIQUE INDEX "second_approvals_waiting" ON "vault"."second_approvals" ("digest") WHERE "state" = 'waiting';
CREATE INDEX "second_approvals_expires_at_idx" ON "vault"."second_approvals" ("expires_at");

GRANT SELECT, INSERT, DELETE ON "vault"."second_approvals" TO connect_vault;
GRANT UPDATE ("state", "second_staff_id", "second_passkey_id", "decided_at") ON "vault"."second_approvals" TO connect_vault;

-- The role of the person who approved first, whose session may be over by now, held until the transaction ends.
-- Null: disabled.
CREATE FUNCTION "vault"."hold_colleague_role"(p_staff_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_role text;
BEGIN
  SELECT role::text INTO v_role FROM public.staff WHERE id = p_staff_id AND disabled_at IS NULL FOR SHARE;
  RETURN v_role;
END $$;
REVOKE ALL ON FUNCTION "vault"."hold_colleague_role"(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "vault"."hold_colleague_role"(uuid) TO connect_vault;

-- What pages show. A request that is over says so, whether or not it was marked.
CREATE VIEW "public"."second_approvals_for_staff" AS
  SELECT a.id, a.act, a.body, a.first_staff_id, coalesce(f.name, f.email) AS first_name, a.created_at, a.expires_at,
    CASE WHEN a.state = 'waiting' AND a.expires_at <= now() THEN 'expired' ELSE a.state END AS state,
    a.second_staff_id, coalesce(s.name, s.email) AS second_name, a.decided_at
  FROM vault.second_approvals AS a
  JOIN public.staff AS f ON f.id = a.first_staff_id
  LEFT JOIN public.staff AS s ON s.id = a.second_staff_id;
GRANT SELECT ON "public"."second_approvals_for_staff" TO connect_web;
