import type { Database } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import type { ErrorCode } from '#lib/errors/codes';
import { createBatcher } from '#vault/runtime/batch';

/** A vend that handed out nothing. */
export type VendRefusal = {
  /** Empty: nobody showed a key that is one. */
  apiKeyId: string;
  code: ErrorCode;
};

/** Counts one, by day (UTC), key and code. What a database without writes cannot count is not counted. */
export type CountVendRefusal = (refusal: VendRefusal) => Promise<void>;

// Whoever guesses keys adds to one row and makes none: what they sent is not in it.
const COUNT = {
  name: 'vend-refusals',
  text: `
    INSERT INTO vault.vend_refusals AS r (day, api_key_id, code, count)
    SELECT (now() AT TIME ZONE 'UTC')::date, key, code, count(*)
    FROM unnest($1::text[], $2::text[]) AS refused (key, code) GROUP BY key, code ORDER BY key, code
    ON CONFLICT (day, api_key_id, code) DO UPDATE SET count = r.count + excluded.count, last_at = now()`,
};

/** Refusals that wait in one process are counted together: a flood of them is one statement after the other. */
export function createVendRefusals({ pool }: Pick<Database, 'pool'>): CountVendRefusal {
  const count = createBatcher<VendRefusal, undefined>({
    run: async (refusals) => {
      const values = [refusals.map(({ apiKeyId }) => apiKeyId), refusals.map(({ code }) => code)];
      await pool.query({ ...COUNT, values });
      return refusals.map(() => undefined);
    },
    maxSize: 512,
    maxOut: 1,
    patienceMs: 20,
  });
  return async (refusal) => {
    try {
      await count(refusal);
    } catch (error) {
      if (!isDatabaseFailure(error)) throw error;
    }
  };
}
