import type { Harness } from './harness';

/**
 * Lets a test say what time it is for statements of the database's roles: what they call `now()` is this function, for
 * sessions that begin from now on. Defaults of columns, triggers and functions with a search path of their own keep the
 * real time.
 *
 * @returns sets the clock, which goes on from there; and reads it
 */
export async function takeClock({ owner }: Pick<Harness, 'owner'>) {
  await owner.query(`
    CREATE SCHEMA clock;
    CREATE TABLE clock.ahead (ms float8 NOT NULL);
    INSERT INTO clock.ahead VALUES (0);
    CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
      AS $$ SELECT pg_catalog.now() + (SELECT ms FROM clock.ahead) * interval '1 millisecond' $$;
    GRANT USAGE ON SCHEMA clock TO PUBLIC;
    GRANT SELECT ON clock.ahead TO PUBLIC;
    DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET search_path = clock, pg_catalog, public', current_database());
    END $$`);
  const read = async (): Promise<Date> => {
    const { rows } = await owner.query<{ at: Date }>('SELECT clock.now() AS at');
    return rows[0]?.at ?? new Date(Number.NaN);
  };
  const set = async (at: Date): Promise<void> => {
    await owner.query(
      'UPDATE clock.ahead SET ms = 1000 * extract(epoch FROM $1::timestamptz - pg_catalog.now())',
      [at],
    );
  };
  return { set, read };
}
