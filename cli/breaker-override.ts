// npm run breaker:override -- production [--hours 8] | production --end
import { done, misread, notSetUp, type Place, type Result } from '#cli/place';
import { type Database, openDatabase } from '#lib/db/client';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { endOverride, overrideBreaker } from '#vault/grants/circuit-breaker';
import { readArguments } from '../scripts/arguments.mjs';

const MAX_HOURS = 24;
export const USAGE = `usage: npm run breaker:override -- <${ENVIRONMENTS.join(' | ')}> [--hours <1 to ${MAX_HOURS}> | --end]`;

export type Order =
  | { act: 'accept'; environment: Environment; hours: number }
  | { act: 'end'; environment: Environment };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const options = { hours: { type: 'string' }, end: { type: 'boolean' } } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const environment = readEnvironment(positionals[0]);
  if (environment === undefined || positionals.length > 1) return { problem: USAGE };
  if (values.end && values.hours !== undefined) return { problem: USAGE };
  if (values.end) return { act: 'end', environment };
  const hours = Number(/^\d{1,2}$/.exec(values.hours ?? '1')?.[0]);
  if (hours >= 1 && hours <= MAX_HOURS) return { act: 'accept', environment, hours };
  return { problem: `--hours must be a whole number from 1 to ${MAX_HOURS}\n${USAGE}` };
}

/** Carries it out as role connect_vault and returns what to print. */
export async function carryOut(database: Database, order: Order, operator: string): Promise<string> {
  const { environment } = order;
  if (order.act === 'end') {
    return (await endOverride(database, environment, operator))
      ? `Refusals in ${environment} count again: many at once stop the marking of connections as lost.`
      : `Refusals in ${environment} were not being accepted; nothing was changed.`;
  }
  const { until, refused } = await overrideBreaker(database, order, operator);
  return [
    `Until ${until.toISOString()} every refusal of Wise in ${environment} is believed: the connection needs a reconnect,`,
    'its tokens are erased and its customer gets a notice. Nothing brings them back but the customer.',
    `Connections that Wise refuses now: ${refused}. They are asked again within a quarter of an hour.`,
    `To take it back: npm run breaker:override -- ${environment} --end`,
  ].join('\n');
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const settings = await place.vaultSettings();
  // there is nothing to believe, and the permission would wait for what comes; taking one back is always right
  if (order.act === 'accept' && !settings[`WISE_${order.environment.toUpperCase()}_CLIENT_ID`])
    return notSetUp(order.environment);
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(settings);
  const database = openDatabase(address.reveal(), { applicationName: 'connect-breaker-override', max: 1 });
  try {
    return done(await carryOut(database, order, `breaker:override:${place.operator}`));
  } finally {
    await database.close();
  }
}
