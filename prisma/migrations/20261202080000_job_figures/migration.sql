-- How many background jobs there are, for the metrics, without a right on their tables. It looks at 10,000 of them: more is
-- "more than anybody wants", and a count of all would grow with the queue that it is to tell of.
CREATE FUNCTION vault.job_figures() RETURNS TABLE (
    due integer, waiting integer, running integer, given_up integer, oldest_due_seconds double precision)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY SELECT
    count(*) FILTER (WHERE j.is_available AND j.run_at <= now())::integer,
    count(*) FILTER (WHERE j.is_available AND j.run_at > now())::integer,
    count(*) FILTER (WHERE j.locked_at IS NOT NULL)::integer,
    count(*) FILTER (WHERE NOT j.is_available AND j.locked_at IS NULL)::integer,
    coalesce(date_part('epoch', now() - min(j.run_at) FILTER (WHERE j.is_available AND j.run_at <= now())), 0)
  FROM (SELECT is_available, run_at, locked_at FROM graphile_worker._private_jobs LIMIT 10000) AS j;
END
$$;
REVOKE ALL ON FUNCTION vault.job_figures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.job_figures() TO connect_vault;
