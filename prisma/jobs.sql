-- What connect_jobs may do with the tables of the job library (graphile-worker), which belong to connect_owner. Plain SQL,
-- idempotent; `npm run db:migrate` runs it after the library's own migrations. No other role may use the schema: the vault
-- adds jobs by vault.add_job alone.
GRANT USAGE ON SCHEMA graphile_worker TO connect_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO connect_jobs;
REVOKE INSERT, UPDATE, DELETE ON graphile_worker.migrations FROM connect_jobs;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA graphile_worker FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO connect_jobs;

-- The library switches row security on and makes no policy: without one only the tables' owner sees a row.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'connect_jobs')
  LOOP
    EXECUTE format('CREATE POLICY connect_jobs ON graphile_worker.%I TO connect_jobs USING (true) WITH CHECK (true)', name);
  END LOOP;
END
$$;
