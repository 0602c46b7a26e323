-- Background jobs stand in the schema graphile_worker, which the job library's own migrations make right after these
-- (scripts/db/jobs.mjs). The vault has no right on that schema. By this function it adds a job inside the transaction of the
-- change that the job is for; it runs as connect_owner, to whom the library's tables belong.
CREATE FUNCTION vault.add_job(name text, payload json, max_attempts integer, job_key text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM graphile_worker.add_job(name, payload, max_attempts => max_attempts, job_key => job_key);
END
$$;
REVOKE ALL ON FUNCTION vault.add_job(text, json, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.add_job(text, json, integer, text) TO connect_vault;
