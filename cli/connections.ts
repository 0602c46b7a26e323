// npm run --silent connections -- export [--environment production] [--status active] > connections.ndjson
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { misread, type Place, type Result, refused } from '#cli/place';
import { isReaderGone } from '#cli/reader-gone';
import { appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { ConnectionStatus } from '#lib/db/generated/enums';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { standingsFor } from '#lib/standings/standings-for';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { connectionSelect, connectionView } from '#vault/routes/partner/connection-view';
import { readArguments } from '../scripts/arguments.mjs';

const STATUSES = Object.values(ConnectionStatus);

export const USAGE = [
  `usage: npm run connections -- export [--environment <${ENVIRONMENTS.join(' | ')}>] [--status <${STATUSES.join(' | ')}>]`,
  'Writes every connection, without tokens, as GET /v1/connections shows it: one JSON object a line, to standard output (npm run --silent, where a file is wanted).',
].join('\n');

export type Order = { environment: Environment | undefined; status: ConnectionStatus | undefined };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const value = { type: 'string' } as const;
  const read = readArguments(args, { environment: value, status: value }, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const environment = readEnvironment(values.environment);
  const status = STATUSES.find((each) => each === values.status);
  const isKnown =
    (values.environment === undefined || environment !== undefined) &&
    (values.status === undefined || status !== undefined);
  return positionals.length === 1 && positionals[0] === 'export' && isKnown
    ? { environment, status }
    : { problem: USAGE };
}

const PAGE = 1_000;

/**
 * Carries it out as role connect_vault: first the audit row, then page by page in the order of the ids, which no change moves, as
 * fast as `out` takes it. Memory holds one page.
 *
 * @returns how many lines were written.
 */
export async function carryOut(
  { db }: Pick<Database, 'db'>,
  { environment, status }: Order,
  { operator, out }: { operator: string; out: Writable },
): Promise<number> {
  await appendAudit(db, {
    action: 'connections.exported',
    actor: { kind: 'operator', id: operator },
    ...(environment === undefined ? {} : { environment }),
    detail: { isFiltered: environment !== undefined || status !== undefined, ...(status ? { status } : {}) },
  });
  const where = { ...(environment ? { environment } : {}), ...(status ? { status } : {}) };
  let lines = 0;
  async function* text() {
    for (let after: string | undefined; ; ) {
      const rows = await db.connection.findMany({
        where: after === undefined ? where : { ...where, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: PAGE,
        select: connectionSelect,
      });
      const standingsOf = await standingsFor(db, rows);
      after = rows.at(-1)?.id;
      if (after === undefined) return;
      lines += rows.length;
      yield `${rows.map((row) => JSON.stringify(connectionView(row, standingsOf(row)))).join('\n')}\n`;
    }
  }
  await pipeline(Readable.from(text()), out, { end: false });
  return lines;
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(await place.vaultSettings());
  const database = openDatabase(address.reveal(), { applicationName: 'connect-connections', max: 1 });
  try {
    const operator = `connections:${place.operator}`;
    const lines = await carryOut(database, order, { operator, out: process.stdout });
    return { text: lines === 1 ? '1 connection.' : `${lines} connections.`, exitCode: 0, isNote: true };
  } catch (error) {
    if (isReaderGone(error)) return refused('Whoever read this has gone away: not all lines were written.');
    throw error;
  } finally {
    await database.close();
  }
}
