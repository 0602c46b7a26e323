import type pg from 'pg';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';

// Asked once for a statement. No hold is the rule: then nothing is looked up for each row.
const IS_ANY = 'EXISTS (SELECT FROM vault.holds WHERE released_at IS NULL)';

/** SQL: a hold is in force for which the condition over `holds AS h` is true. */
const inForce = (condition: string): string => `(${IS_ANY} AND EXISTS (
        SELECT FROM vault.holds AS h WHERE h.released_at IS NULL AND (${condition})))`;

/**
 * An SQL condition for the statement that decides about a token, so that a hold counts for every vend that starts after its
 * commit (promise 12): one on everything is in force, or one that `condition` over `holds AS h` names.
 */
export const anyHold = (condition: string): string => inForce(`h.scope = 'everything' OR ${condition}`);

/**
 * The same for a connection: a hold that is released in waves stops only those whose turn has not come, by the last byte of
 * their id, which is random (design 4.20).
 *
 * @param id the connection's
 */
export const anyHoldOnConnection = (id: string, condition: string): string =>
  inForce(`(h.scope = 'everything' OR ${condition})
        AND get_byte(uuid_send(${id}), 15) * 100 / 256 >= h.released_percent`);

/**
 * An SQL condition over `holds AS h`: it is on the ring key that this record has, or had at any time since the hold was placed,
 * or since what an incident suspects. Refreshes go on, and records move to another key meanwhile: neither ends a hold.
 *
 * @param source the record's table, as `ring_key_use` names it
 */
export const ringKeyHold = (
  source: 'grants' | 'personal_token_values',
  { keyId, rowId }: { keyId: string; rowId: string },
): string => `h.scope = 'ring_key' AND (h.value = ${keyId} OR EXISTS (
        SELECT FROM vault.ring_key_use AS u WHERE u.source = '${source}' AND u.row_id = ${rowId}
          AND u.ring_key = h.value
          AND coalesce(u.until_at >= coalesce(h.records_since - interval '1 minute', h.placed_at), true)))`;

/** An SQL condition: the API key of this id is on hold. */
export const keyHold = (id: string): string => inForce(`h.scope = 'api_key' AND h.value = ${id}`);

const HOLD = {
  name: 'hold-on-environment',
  text: `SELECT ${anyHold(`h.scope = 'environment' AND h.value = $1`)} AS "isHeld"`,
};

/**
 * For tokens that are no connection's.
 *
 * @throws AppError ACCESS_ON_HOLD when a hold on everything or on this environment is in force.
 */
export async function refuseIfHeld(pool: Pick<pg.Pool, 'query'>, environment: Environment): Promise<void> {
  const { rows } = await pool.query<{ isHeld: boolean }>({ ...HOLD, values: [environment] });
  if (rows[0]?.isHeld !== false) throw new AppError('ACCESS_ON_HOLD');
}
