import type pg from 'pg';

/** Runs `act` in one transaction on one connection; a connection that saw a failure is not used again. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  isolation: 'READ COMMITTED' | 'REPEATABLE READ READ ONLY',
  act: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // A checked-out client has no listener of the pool: a server that goes away would end the process.
  const ignore = () => undefined;
  client.on('error', ignore);
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    const result = await act(client);
    await client.query('COMMIT');
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
