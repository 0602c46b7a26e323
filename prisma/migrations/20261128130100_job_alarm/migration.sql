-- What the vault has to know for its alarm about background jobs, without a right on their tables: whether any has been due
-- for so long that nobody can be working on them (or the schedule, which adds some in each hour, stands still), and whether
-- any was tried as often as it may be.
CREATE FUNCTION vault.background_jobs(late_ms integer) RETURNS TABLE (is_stopped boolean, has_given_up boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY SELECT
    EXISTS (SELECT FROM graphile_worker._private_jobs
      WHERE is_available AND run_at < now() - late_ms * interval '1 millisecond')
    OR EXISTS (SELECT FROM graphile_worker._private_known_crontabs
      HAVING max(coalesce(last_execution, known_since)) < now() - interval '2 hours'),
    EXISTS (SELECT FROM graphile_worker._private_jobs WHERE attempts >= max_attempts AND locked_at IS NULL);
END
$$;
REVOKE ALL ON FUNCTION vault.background_jobs(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.background_jobs(integer) TO connect_vault;
