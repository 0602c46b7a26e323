import type pg from 'pg';
import { until } from '../until';

export const MADE_BY_KEY = '0123456789abcdef';

type Uses = {
  /** So many of a connection, so many days ago: one each minute from midnight UTC on. */
  used(id: string, daysAgo: number, times: number, key?: string, purpose?: string): Promise<void>;
  /** Until all is counted: an open transaction of any database of this server holds the count back. */
  rollUp(): Promise<void>;
};

/** Access records as they are before a vault has counted them, and the count. */
export function makeUses(owner: () => pg.Pool): Uses {
  return {
    used: async (id, daysAgo, times, key = MADE_BY_KEY, purpose = 'token') => {
      await owner().query(
        `INSERT INTO vault.access_records (at, connection_id, api_key_id, purpose, request_id)
         SELECT date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - $2 * interval '1 day' + n * interval '1 minute',
           $1, $4, $5, 'r' FROM generate_series(1, $3) AS n`,
        [id, daysAgo, times, key, purpose],
      );
    },
    rollUp: async () => {
      await until('all is counted', async () => {
        await owner().query('SELECT vault.roll_up_access(1000)');
        const { rows } = await owner().query(
          'SELECT FROM vault.access_records r, vault.access_roll_up c WHERE r.txid >= c.upto AND r.id > c.first_id LIMIT 1',
        );
        return rows.length === 0;
      });
    },
  };
}
