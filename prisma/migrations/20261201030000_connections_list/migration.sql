-- What the staff's list of connections filters and sorts by (decision 067).

-- When each connection was last used with an API key, in one row that an index finds: counts by day are spread over 400 days.
-- A table of its own, because each change of an indexed column of "connections" writes all its indexes, the search's too.
CREATE TABLE "public"."connection_last_use" (
  "connection_id" UUID NOT NULL,
  -- 1970: never. Each connection has its row, so that a list by last use loses none.
  "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT TIMESTAMPTZ '1970-01-01 00:00:00+00',
  CONSTRAINT "connection_last_use_pkey" PRIMARY KEY ("connection_id"),
  CONSTRAINT "connection_last_use_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "public"."connections" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);

INSERT INTO "public"."connection_last_use" ("connection_id", "used_at")
SELECT c."id", coalesce(u."used_at", 'epoch') FROM "public"."connections" AS c
  LEFT JOIN (SELECT "connection_id", max("last_at") AS "used_at" FROM "vault"."access_use" WHERE "api_key_id" <> ''
    GROUP BY "connection_id") AS u ON u."connection_id" = c."id";
CREATE INDEX "connection_last_use_used_at_connection_id_idx" ON "public"."connection_last_use" ("used_at", "connection_id");

CREATE FUNCTION "public"."add_last_use"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.connection_last_use (connection_id) SELECT id FROM made;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "public"."add_last_use"() FROM PUBLIC;
CREATE TRIGGER "connections_last_use" AFTER INSERT ON "public"."connections" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."add_last_use"();

-- Follows the counts, which are written once a minute: no vend waits for it. A use of a personal token finds no row here.
CREATE FUNCTION "public"."note_last_use"() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.connection_last_use AS l SET used_at = latest.at
  FROM (SELECT connection_id, max(last_at) AS at FROM counted WHERE api_key_id <> '' GROUP BY connection_id) AS latest
  WHERE l.connection_id = latest.connection_id AND l.used_at < latest.at;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION "public"."note_last_use"() FROM PUBLIC;
CREATE TRIGGER "access_use_first" AFTER INSERT ON "vault"."access_use" REFERENCING NEW TABLE AS counted
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."note_last_use"();
CREATE TRIGGER "access_use_more" AFTER UPDATE ON "vault"."access_use" REFERENCING NEW TABLE AS counted
  FOR EACH STATEMENT EXECUTE FUNCTION "public"."note_last_use"();

-- The list by the age of a status, and by reason.
CREATE INDEX "connections_status_changed_at_id_idx" ON "public"."connections" ("status_changed_at", "id");
CREATE INDEX "connections_status_status_changed_at_id_idx" ON "public"."connections" ("status", "status_changed_at", "id");
CREATE INDEX "connections_by_reason" ON "public"."connections" ("reason", "created_at", "id") WHERE "reason" IS NOT NULL;

-- Whether what Wise said of a user or profile keeps money from moving: reasonOf in lib/contract/standings.ts, held together by
-- a test. A date of a consent is not looked at here.
CREATE FUNCTION "public"."standing_restricts"(fact text, value text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE fact
    WHEN 'state' THEN value NOT IN ('active', 'visible', 'hidden')
    WHEN 'verification' THEN value <> 'verified'
    WHEN 'cdd' THEN value <> 'verified'
    WHEN 'kyc' THEN value IN ('waiting_customer_input', 'passed_with_requirements')
    ELSE false END
$$;
CREATE INDEX "wise_standings_that_restrict" ON "public"."wise_standings" ("environment", "subject", "subject_id")
  WHERE "public"."standing_restricts"("fact", "value");

-- Views of the list that a person has named: an address each, for its owner.
CREATE TABLE "public"."staff_views" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "staff_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  -- the address's query, as web writes it from a checked filter
  "query" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "staff_views_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "staff_views_bounded" CHECK (char_length("name") BETWEEN 1 AND 60 AND char_length("query") <= 2000),
  CONSTRAINT "staff_views_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "public"."staff" ("id")
    ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "staff_views_staff_id_name_key" ON "public"."staff_views" ("staff_id", "name");

GRANT SELECT ON "public"."connection_last_use" TO connect_web, connect_vault;
GRANT EXECUTE ON FUNCTION "public"."standing_restricts"(text, text) TO connect_web, connect_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON "public"."staff_views" TO connect_web;
