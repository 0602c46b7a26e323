-- The four database roles. Plain SQL, idempotent; run it as a superuser (or a role that may create roles), once per server:
--   psql -v ON_ERROR_STOP=1 -f prisma/roles.sql
-- It sets no password, so that none stands in a file or a log: afterwards `\password connect_owner` and so on in psql.
--
-- connect_owner   owns the database and runs migrations; no process of the product signs in as it
-- connect_web     the public web server: no right on the schema "vault" (granted by the migrations)
-- connect_vault   the vault: the only role that reads or writes grants
-- connect_jobs    the vault's background jobs: works in the schema "graphile_worker" and has no right on any other
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['connect_owner', 'connect_web', 'connect_vault', 'connect_jobs'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I', role_name);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOCREATEDB NOCREATEROLE INHERIT', role_name);
  END LOOP;
END
$$;

-- What each session starts with. It stands here and not in the connection, because a pooler in transaction mode (PgBouncer)
-- refuses such start-up parameters or drops them, and a SET is gone with the transaction. `npm start` checks it.
-- UTC: timestamps are written and read without their zone. The limits end a statement and a transaction that nobody waits for.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['connect_owner', 'connect_web', 'connect_vault', 'connect_jobs'] LOOP
    EXECUTE format('ALTER ROLE %I SET TimeZone = %L', role_name, 'UTC');
  END LOOP;
  FOREACH role_name IN ARRAY ARRAY['connect_web', 'connect_vault', 'connect_jobs'] LOOP
    EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', role_name, '10s');
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', role_name, '15s');
  END LOOP;
END
$$;

-- A role that somebody made powerful by hand is no longer the role this product was checked with.
DO $$
DECLARE
  too_powerful text;
BEGIN
  SELECT string_agg(rolname, ', ') INTO too_powerful FROM pg_catalog.pg_roles
    WHERE rolname IN ('connect_owner', 'connect_web', 'connect_vault', 'connect_jobs')
      AND (rolsuper OR rolreplication OR rolbypassrls);
  IF too_powerful IS NOT NULL THEN
    RAISE EXCEPTION 'these roles must not be SUPERUSER, REPLICATION or BYPASSRLS: %', too_powerful;
  END IF;
  SELECT string_agg(member.rolname || ' in ' || granted.rolname, ', ') INTO too_powerful
    FROM pg_catalog.pg_auth_members
    JOIN pg_catalog.pg_roles member ON member.oid = pg_auth_members.member
    JOIN pg_catalog.pg_roles granted ON granted.oid = pg_auth_members.roleid
    WHERE member.rolname IN ('connect_web', 'connect_vault', 'connect_jobs');
  IF too_powerful IS NOT NULL THEN
    RAISE EXCEPTION 'connect_web, connect_vault and connect_jobs must not be members of other roles: %', too_powerful;
  END IF;
END
$$;
