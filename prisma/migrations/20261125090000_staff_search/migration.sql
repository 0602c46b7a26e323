-- The staff's search looks for a part of a name, an address or a number: trigrams find it without reading every row.
-- pg_trgm comes with PostgreSQL itself (contrib) and is trusted, so that the owner of a database may add it.
CREATE EXTENSION IF NOT EXISTS "pg_trgm" WITH SCHEMA "public";

-- One text per table, lines apart: lib/connections/staff-search.ts asks for these expressions letter by letter.
-- The folding names its collation because the embedded database runs in the C locale, where lower('É') is 'É'.
CREATE INDEX "connections_staff_search" ON "connections"
    USING gin (lower(("profile_name" || E'\n' || "profile_id") COLLATE "und-x-icu") gin_trgm_ops);

CREATE INDEX "customers_staff_search" ON "customers"
    USING gin (lower((coalesce("name", '') || E'\n' || "email") COLLATE "und-x-icu") gin_trgm_ops);

CREATE INDEX "customer_accounts_staff_search" ON "customer_accounts"
    USING gin (lower("subject" COLLATE "und-x-icu") gin_trgm_ops);
