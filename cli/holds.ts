// npm run holds -- list | place everything --reason <why> | place environment production --reason <why> | release --id <id> --reason <why>
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { HOLD_SCOPES, type HoldTarget, holdTargetSchema } from '#lib/contract/holds';
import { type Database, openDatabase } from '#lib/db/client';
import { toStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { type Hold, listHolds } from '#vault/holds/hold-row';
import { placeHold } from '#vault/holds/place-hold';
import { releaseHold } from '#vault/holds/release-hold';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = [
  'usage: npm run holds -- place everything --reason <why>',
  '       npm run holds -- place environment <sandbox | production> --reason <why>',
  '       npm run holds -- place api_key <id> --reason <why> | place ring_key <id> --reason <why>',
  '       npm run holds -- release --id <id> --reason <why> | list',
].join('\n');

/** Rows that `list` shows: all that are in force, and the newest of the others. */
const MOST = 50;
const MAX_REASON = 500;

export type Order =
  | { act: 'place'; target: HoldTarget; reason: string }
  | { act: 'release'; id: string; reason: string }
  | { act: 'list' };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const value = { type: 'string' } as const;
  const read = readArguments(args, { id: value, reason: value }, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, scope, key, ...rest] = positionals;
  if (rest.length > 0 || act === undefined) return { problem: USAGE };
  const isBare = scope === undefined && values.id === undefined && values.reason === undefined;
  if (act === 'list') return isBare ? { act } : { problem: USAGE };
  const reason = toStorable(values.reason ?? '').trim();
  if (reason === '' || reason.length > MAX_REASON)
    return { problem: `--reason has 1 to ${MAX_REASON} characters\n${USAGE}` };
  if (act === 'release') {
    const id = readUuid(values.id ?? '');
    return id === undefined || scope !== undefined
      ? { problem: `--id must be an id of "list"\n${USAGE}` }
      : { act, id, reason };
  }
  if (act !== 'place' || values.id !== undefined) return { problem: USAGE };
  const target = holdTargetSchema.safeParse(key === undefined ? { scope } : { scope, value: key });
  if (!target.success) return { problem: `what to hold is one of ${HOLD_SCOPES.join(', ')}\n${USAGE}` };
  return { act, target: target.data, reason };
}

/** Carries it out as role connect_vault. */
export async function carryOut(
  { db }: Pick<Database, 'db'>,
  order: Order,
  operator: string,
): Promise<Result> {
  const actor = { kind: 'operator', id: operator } as const;
  if (order.act === 'list') return done(tableOf(await listHolds(db, MOST)));
  if (order.act === 'release') {
    const result = await db.$transaction((tx) => releaseHold(tx, { ...order, actor }));
    if (result === 'in_incident')
      return refused(
        'An open incident has this hold and releases it, on the page Incidents; nothing was changed.',
      );
    return result === 'released'
      ? done('Released. Tokens are issued again, where no other hold stops them.')
      : refused('No hold with this id is in force; nothing was changed.');
  }
  const result = await db.$transaction((tx) => placeHold(tx, { ...order, actor }));
  if (result === 'unknown') return refused('There is no such key; nothing was changed.');
  if (result === 'in_force') return done('Such a hold is in force already; nothing was changed.');
  return done(
    'In force: no vault issues these tokens from now on. Refreshes go on, and customers can disconnect. See "list" for its id.',
  );
}

function tableOf(holds: readonly Hold[]): string {
  if (holds.length === 0) return 'No hold was ever placed.';
  return holds
    .map(({ id, scope, value, reason, placedBy, placedAt, releasedBy, releasedAt }) => {
      const since = `since ${placedAt.toISOString()} by ${placedBy}`;
      const until =
        releasedAt === null ? 'IN FORCE' : `released ${releasedAt.toISOString()} by ${releasedBy}`;
      return `${id}  ${value === null ? scope : `${scope} ${value}`}  ${until}  ${since}: ${reason}`;
    })
    .join('\n');
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(await place.vaultSettings());
  const database = openDatabase(address.reveal(), { applicationName: 'connect-holds', max: 1 });
  try {
    return await carryOut(database, order, `holds:${place.operator}`);
  } finally {
    await database.close();
  }
}
