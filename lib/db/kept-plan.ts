/**
 * SQL for a parameter that is an array, so that a named statement keeps one plan for all its calls.
 *
 * PostgreSQL plans for the values of each call as long as that looks cheaper than its plan for any values. It takes an array
 * of unknown length for ten elements, so a call with fewer is planned anew each time: one vend alone cost 1.4 ms of the
 * database's CPU instead of 0.3. What a subquery yields has no known length either way. Counted in `pg_prepared_statements`.
 *
 * @param parameter `$1`
 * @param type `uuid[]`; said once more outside, or `ANY (…)` would take it for a subquery of rows
 */
export const ofAnyLength = (parameter: `$${number}`, type: `${string}[]`): string =>
  `(SELECT ${parameter}::${type})::${type}`;
