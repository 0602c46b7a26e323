// npm run access-records -- [--from 2026-11-01] [--to 2026-12-01] [--connection <id>] [--key <key id>] [--client <client id>] [--encryption-key <id>] [--environment sandbox|production] [--by-day] > records.ndjson
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { misread, type Place, type Result, refused } from '#cli/place';
import { readTime } from '#cli/read-time';
import { isReaderGone } from '#cli/reader-gone';
import { wasClientHere, wasConnectionHere } from '#lib/access-use/was-here';
import { appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { readEnvironment } from '#lib/env/wise';
import { readUuid } from '#lib/text/uuid';
import { type Range, readDays, readRecords } from '#vault/access-use/read-records';
import { rollUpAll } from '#vault/access-use/roll-up';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { isKnown } from '#vault/holds/hold-row';
import { KEY_ID } from '#vault/keys/read-keys';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = [
  'usage: npm run access-records -- [--from <time>] [--to <time>] [--connection <id>] [--key <key id>] [--client <client id>] [--encryption-key <id>] [--environment sandbox|production] [--by-day]',
  'Writes who was given or used which token, and when: one JSON object a line, to standard output (npm run --silent, where a file is wanted).',
  'times: 2026-11-28 (00:00 UTC) or 2026-11-28T14:05Z; --from is included, --to is not. Without them: all there is.',
  '--key "" is what no API key asked for. --client is a client ID at Wise: its connections, and its application tokens.',
  '--encryption-key is of what was readable with that key between the two times (npm run keys -- list).',
  '--environment is where Wise was asked: sandbox or production.',
  '--by-day writes counts by day, connection, key and purpose instead; whole days in UTC.',
].join('\n');

/** Without `to`: all there is, by the database's clock. That of this machine may be behind. */
export type Order = Omit<Range, 'to'> & { to: Date | undefined; isByDay: boolean };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const value = { type: 'string' } as const;
  const options = {
    ...{ from: value, to: value, connection: value, key: value, client: value, environment: value },
    'encryption-key': value,
    'by-day': { type: 'boolean' },
  } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  if (positionals.length > 0) return { problem: USAGE };
  const from = values.from === undefined ? new Date(0) : readTime(values.from);
  const to = values.to === undefined ? undefined : readTime(values.to);
  if (from === undefined || (values.to !== undefined && to === undefined))
    return { problem: `--from and --to are times\n${USAGE}` };
  if (to !== undefined && from >= to) return { problem: `--from must be before --to\n${USAGE}` };
  const connectionId = values.connection === undefined ? undefined : readUuid(values.connection);
  if (values.connection !== undefined && connectionId === undefined)
    return { problem: `--connection must be a connection's id\n${USAGE}` };
  const environment = readEnvironment(values.environment);
  if (values.environment !== undefined && environment === undefined)
    return { problem: `--environment must be sandbox or production\n${USAGE}` };
  const { key: keyId, client: clientId } = values;
  if (keyId !== undefined && !/^([0-9a-f]{16})?$/.test(keyId))
    return { problem: `--key must be a key id (npm run api-key -- list)\n${USAGE}` };
  const ringKeyId = values['encryption-key'];
  if (ringKeyId !== undefined && !KEY_ID.test(ringKeyId))
    return { problem: `--encryption-key must be the id of one (npm run keys -- list)\n${USAGE}` };
  const isByDay = values['by-day'] === true;
  return { from, to, connectionId, keyId, clientId, ringKeyId, environment, isByDay };
}

type Unknown = 'no_connection' | 'no_key' | 'no_client' | 'no_ring_key';

/** What is asked for and was never here: "0 lines" would say that a mistyped key read nothing. */
async function findUnknown(database: Database, order: Order): Promise<Unknown | undefined> {
  const { connectionId, keyId, clientId, ringKeyId } = order;
  if (connectionId !== undefined && !(await wasConnectionHere(database.db, connectionId)))
    return 'no_connection';
  if (keyId && !(await isKnown(database.db, { scope: 'api_key', value: keyId }))) return 'no_key';
  if (clientId !== undefined && !(await wasClientHere(database.db, clientId))) return 'no_client';
  if (ringKeyId !== undefined && !(await isKnown(database.db, { scope: 'ring_key', value: ringKeyId })))
    return 'no_ring_key';
  return undefined;
}

/** After every record that is there: their times are rounded to milliseconds, up too. */
async function afterAll({ pool }: Database): Promise<Date> {
  const { rows } = await pool.query<{ at: Date }>(`SELECT now() + interval '2 milliseconds' AS at`);
  return rows[0]?.at ?? new Date(Number.NaN);
}

/**
 * Carries it out as role connect_vault: first the audit row, then line by line what is asked for, as fast as `out` takes it.
 *
 * @returns how many lines were written; `uncounted`: none, because a transaction keeps the newest records from being counted;
 *   `no_connection`, `no_client`: nothing here is of it; `no_key`: no API key of this id, not even a revoked one, was ever here;
 *   `no_ring_key`: no encryption key of this id ever sealed anything here; `to_come`: it begins after now.
 */
export async function carryOut(
  database: Database,
  order: Order,
  { operator, out, countMs = 30_000 }: { operator: string; out: Writable; countMs?: number },
): Promise<number | 'uncounted' | Unknown | 'to_come'> {
  const { from, connectionId, keyId, clientId, ringKeyId, environment, isByDay } = order;
  const to = order.to ?? (await afterAll(database));
  if (from >= to) return 'to_come';
  const unknown = await findUnknown(database, order);
  if (unknown !== undefined) return unknown;
  await appendAudit(database.db, {
    action: 'access_records.exported',
    actor: { kind: 'operator', id: operator },
    ...(connectionId === undefined ? {} : { connectionId }),
    detail: {
      from: from.toISOString(),
      to: to.toISOString(),
      by_day: isByDay,
      ...(keyId === undefined ? {} : { api_key_id: keyId }),
      ...(clientId === undefined ? {} : { client_id: clientId }),
      ...(ringKeyId === undefined ? {} : { ring_key: ringKeyId }),
      ...(environment === undefined ? {} : { environment }),
    },
  });
  if (isByDay && !(await rollUpAll({ database }, { withinMs: countMs }))) return 'uncounted';
  let lines = 0;
  async function* text() {
    const range = { ...order, to };
    for await (const page of isByDay ? readDays({ database }, range) : readRecords({ database }, range)) {
      lines += page.length;
      yield `${page.map((each) => JSON.stringify(each)).join('\n')}\n`;
    }
  }
  await pipeline(Readable.from(text()), out, { end: false });
  return lines;
}

const UNCOUNTED =
  'Nothing was written: a transaction on the database server has been open for over 30 seconds, so the newest records are not counted. Try again, or leave out --by-day.';

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(await place.vaultSettings());
  const database = openDatabase(address.reveal(), { applicationName: 'connect-access-records', max: 1 });
  const operator = `access-records:${place.operator}`;
  try {
    const lines = await carryOut(database, order, { operator, out: process.stdout });
    if (lines === 'uncounted') return refused(UNCOUNTED);
    if (lines === 'to_come') return refused('--from is still to come: there is nothing to write.');
    if (lines === 'no_connection')
      return refused(
        `Nothing here is of connection ${order.connectionId}. The staff's list finds it by its id.`,
      );
    if (lines === 'no_key')
      return refused(`There is no API key ${order.keyId}. npm run api-key -- list has them all.`);
    if (lines === 'no_ring_key')
      return refused(`There is no encryption key ${order.ringKeyId}. npm run keys -- list has them all.`);
    if (lines === 'no_client')
      return refused(
        `Nothing here is of client ${order.clientId}. npm run credentials -- status names those that are set up.`,
      );
    return { text: lines === 1 ? '1 line.' : `${lines} lines.`, exitCode: 0, isNote: true };
  } catch (error) {
    if (isReaderGone(error)) return refused('Whoever read this has gone away: not all lines were written.');
    throw error;
  } finally {
    await database.close();
  }
}
