import { applicationIdPrefix } from '#lib/contract/application-id';
import { APPLICATION_PURPOSES, OWN_ACCOUNT_PURPOSES } from '#lib/contract/connections';
import { ENVIRONMENTS } from '#lib/env/wise';

const listed = (purposes: readonly string[]) => purposes.map((purpose) => `'${purpose}'`).join(', ');

/**
 * SQL over `row`, a record of access or a line of counted ones: the environment of what was used, as text. Each is looked up by
 * itself: a join may read all connections. Nothing of it comes from outside.
 *
 * @param row its name in the statement
 */
export function environmentOfUse(row: string): string {
  const ofApplication = ENVIRONMENTS.map(
    (each) => `WHEN starts_with(${row}.connection_id::text, '${applicationIdPrefix(each)}') THEN '${each}'`,
  ).join(' ');
  return `(CASE
    WHEN ${row}.purpose IN (${listed(APPLICATION_PURPOSES)}) THEN CASE ${ofApplication} END
    WHEN ${row}.purpose IN (${listed(OWN_ACCOUNT_PURPOSES)})
      THEN (SELECT p.environment::text FROM public.personal_tokens AS p WHERE p.id = ${row}.connection_id)
    ELSE (SELECT c.environment::text FROM public.connections AS c WHERE c.id = ${row}.connection_id) END)`;
}

/**
 * SQL over `row`, a use or a line of them: what was used was sealed with this encryption key at some time between two. In four
 * pieces: the key, the end and the beginning of that time go between them, in this order. A record counts a minute longer than it
 * had the key, as for `npm run keys -- exposure`. Each is looked up by itself: as EXISTS PostgreSQL may read all records of the
 * key first. Tokens of our own client are stored nowhere, so no key had them.
 *
 * @param row its name in the statement
 */
export const wasReadable = (row: string): readonly [string, string, string, string] => [
  `coalesce((SELECT true FROM public.readable_with_ring_key AS had WHERE had.used_id = ${row}.connection_id AND had.ring_key = `,
  '::text AND had.from_at <= ',
  `::timestamptz AND coalesce(had.until_at + interval '1 minute' >= `,
  '::timestamptz, true) LIMIT 1), false)',
];
