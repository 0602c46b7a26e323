// npm run --silent support-packet -- sandbox [--connection <id>] > packet.json
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { appendAudit } from '#lib/audit/append';
import type { Db } from '#lib/db/client';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { type PacketOf, packetFile, readSupportPacket } from '#lib/failed-calls/read-packet';
import { readUuid } from '#lib/text/uuid';
import { readArguments } from '../scripts/arguments.mjs';
import { withSettings } from './with-vault';

export const USAGE = [
  `usage: npm run support-packet -- <${ENVIRONMENTS.join(' | ')}> [--connection <id>]`,
  "Writes what to send to Wise's support about calls that failed there: of a connection, or of the client itself.",
].join('\n');

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): PacketOf | { problem: string } {
  const read = readArguments(args, { connection: { type: 'string' } } as const, USAGE);
  if ('problem' in read) return read;
  const [name, ...rest] = read.positionals;
  const environment = readEnvironment(name);
  const { connection } = read.values;
  const connectionId = connection === undefined ? null : readUuid(connection);
  if (environment === undefined || connectionId === undefined || rest.length > 0) return { problem: USAGE };
  return { environment, connectionId };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  return withSettings(place, ({ database }) =>
    carryOut(database.db, order, `support-packet:${place.operator}`),
  );
}

/** Records that the packet leaves, then prints it. */
export async function carryOut(db: Db, order: PacketOf, operator: string): Promise<Result> {
  const { environment, connectionId } = order;
  const packet = await readSupportPacket(db, order);
  // "no calls" would say that nothing of a mistyped connection failed
  if (connectionId !== null && packet.calls.length === 0 && !(await isThere(db, environment, connectionId)))
    return refused(`There is no connection ${connectionId} in ${environment}.`);
  await appendAudit(db, {
    action: 'support_packet.exported',
    actor: { kind: 'operator', id: operator },
    environment,
    ...(connectionId === null ? {} : { connectionId }),
  });
  return done(packetFile(packet).trimEnd());
}

const isThere = async (db: Db, environment: Environment, id: string): Promise<boolean> =>
  (await db.connection.count({ where: { id, environment } })) > 0;
