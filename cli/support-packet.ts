// npm run --silent support-packet -- sandbox [--connection <id>] > packet.json
import { done, misread, notSetUp, type Place, type Result, refused } from '#cli/place';
import { appendAudit } from '#lib/audit/append';
import type { Db } from '#lib/db/client';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { type PacketOf, packetFile, readSupportPacket } from '#lib/failed-calls/read-packet';
import { readUuid } from '#lib/text/uuid';
import type { VaultContext } from '#vault/runtime/context';
import { readArguments } from '../scripts/arguments.mjs';
import { withSettings } from './with-vault';

export const USAGE = [
  `usage: npm run support-packet -- <${ENVIRONMENTS.join(' | ')}> [--connection <id>]`,
  "Writes what to send to Wise's support about calls that failed there: of a connection, or of the client itself.",
].join('\n');

export type Order = Omit<PacketOf, 'clientId'>;

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const read = readArguments(args, { connection: { type: 'string' } } as const, USAGE);
  if ('problem' in read) return read;
  const [name, ...rest] = read.positionals;
  const environment = readEnvironment(name);
  const { connection } = read.values;
  const connectionId = connection === undefined ? null : readUuid(connection);
  if (connectionId === undefined) return { problem: `--connection is not an id of a connection\n${USAGE}` };
  if (environment === undefined || rest.length > 0) return { problem: USAGE };
  return { environment, connectionId };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  return withSettings(place, (ctx) => carryOut(ctx, order, `support-packet:${place.operator}`));
}

/** Records that the packet leaves, then prints it. */
export async function carryOut(
  { database: { db }, wise }: Pick<VaultContext, 'database' | 'wise'>,
  order: Order,
  operator: string,
): Promise<Result> {
  const { environment, connectionId } = order;
  const clientId =
    connectionId === null
      ? wise.ofEnvironment(environment)?.config.clientId
      : await clientOf(db, environment, connectionId);
  const packet = await readSupportPacket(db, { ...order, clientId: clientId ?? null });
  // "no calls" would say that nothing failed of a mistyped connection, or of a client that is not there
  if (packet.client_id === null)
    return connectionId === null
      ? notSetUp(environment)
      : refused(`There is no connection ${connectionId} in ${environment}.`);
  await appendAudit(db, {
    action: 'support_packet.exported',
    actor: { kind: 'operator', id: operator },
    environment,
    ...(connectionId === null ? {} : { connectionId }),
  });
  return done(packetFile(packet).trimEnd());
}

async function clientOf(db: Db, environment: Environment, id: string): Promise<string | undefined> {
  const connection = await db.connection.findFirst({
    where: { id, environment },
    select: { clientId: true },
  });
  return connection?.clientId;
}
