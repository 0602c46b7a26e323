// npm run events -- list --after <position> | listen --after <position>
import { setTimeout as sleep } from 'node:timers/promises';
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { isReaderGone } from '#cli/reader-gone';
import type { ConnectionEvent } from '#lib/contract/events';
import { type Database, openDatabase } from '#lib/db/client';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { listEvents } from '#vault/events/list-events';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = [
  'usage: npm run events -- list [--after <position>]    events for the partner, 100 at most, a line of JSON each',
  '       npm run events -- listen [--after <position>]  the same as they happen, from now on, until Ctrl-C',
].join('\n');

const LIMIT = 100;
const LOOK_MS = 500;

export type Order = { act: 'list' | 'listen'; after: string | undefined };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const read = readArguments(args, { after: { type: 'string' } }, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, ...rest] = positionals;
  if ((act !== 'list' && act !== 'listen') || rest.length > 0) return { problem: USAGE };
  if (values.after !== undefined && !/^\d{1,18}$/.test(values.after))
    return { problem: `--after is a position of an event\n${USAGE}` };
  return { act, after: values.after };
}

const lines = (events: readonly ConnectionEvent[]): string =>
  events.map((event) => JSON.stringify(event)).join('\n');

/** Writes events as they happen, until `signal` ends it. */
export async function listen(
  database: Pick<Database, 'db'>,
  { after, write, signal }: { after: string; write: (text: string) => void; signal: AbortSignal },
): Promise<void> {
  for (let position = after; !signal.aborted; ) {
    const { events, nextAfter } = await listEvents(database, { after: position, limit: LIMIT }, null);
    if (events.length > 0) write(`${lines(events)}\n`);
    position = nextAfter;
    if (events.length < LIMIT) await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A pipe whose reader has closed it (`| head`) ends the listening; without this it would end the process with a stack. */
function watchReader(stop: AbortController): { isGone: boolean } {
  const reader = { isGone: false };
  process.stdout.once('error', (error) => {
    if (!isReaderGone(error)) throw error;
    reader.isGone = true;
    stop.abort();
  });
  return reader;
}

/** The last one there is: whoever listens hears what comes after it. */
async function newest({ db }: Pick<Database, 'db'>): Promise<string> {
  const last = await db.event.aggregate({ _max: { position: true } });
  return String(last._max.position ?? 0);
}

/** Reads as role connect_vault. */
export async function run(args: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(args);
  if ('problem' in order) return misread(order.problem);
  const env = parseDatabaseEnv(await place.vaultSettings());
  const database = openDatabase(env.VAULT_DATABASE_URL.reveal(), {
    applicationName: 'connect-events',
    max: 1,
  });
  try {
    if (order.act === 'list') {
      const { events } = await listEvents(database, { after: order.after ?? '0', limit: LIMIT }, null);
      return done(lines(events));
    }
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    const after = order.after ?? (await newest(database));
    const reader = watchReader(stop);
    await listen(database, { after, write: (text) => process.stdout.write(text), signal: stop.signal });
    return reader.isGone ? refused('Whoever read this has gone away.') : done('');
  } finally {
    await database.close();
  }
}
