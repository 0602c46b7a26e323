// npm run credentials -- status | check | switch sandbox
import { misread, notSetUp, type Place, type Result } from '#cli/place';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { readArguments } from '../scripts/arguments.mjs';
import { checkSecrets } from './credentials/check';
import { showStatus } from './credentials/status';
import { switchSecret } from './credentials/switch';
import { withVault } from './with-vault';

const ENVIRONMENT = `<${ENVIRONMENTS.join(' | ')}>`;
export const USAGE = [
  'usage: npm run credentials -- status [--json]   which client secrets are set, and what the vaults found out last',
  '       npm run credentials -- check [--json]    asks Wise about each of them now',
  `       npm run credentials -- switch ${ENVIRONMENT}   once the next one works: what to put where, and what to revoke`,
  'Ends with 0 when each client has a secret that works, with 1 when one has none.',
].join('\n');

export type Order =
  | { act: 'status' | 'check'; isJson: boolean }
  | { act: 'switch'; environment: Environment };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const read = readArguments(args, { json: { type: 'boolean' } } as const, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, name, ...rest] = positionals;
  const isJson = values.json ?? false;
  if ((act === 'status' || act === 'check') && name === undefined) return { act, isJson };
  const environment = readEnvironment(name);
  if (act !== 'switch' || environment === undefined || rest.length > 0 || isJson) return { problem: USAGE };
  return { act, environment };
}

/** Carries it out with the vault's own settings. No loop is started and nothing listens. */
export async function carryOut(ctx: VaultContext, order: Order, operator: string): Promise<Result> {
  switch (order.act) {
    case 'status':
      return showStatus(ctx, order);
    case 'check':
      return checkSecrets(ctx, order);
    case 'switch': {
      const client = ctx.wise.ofEnvironment(order.environment);
      if (client === undefined) return notSetUp(order.environment);
      return switchSecret(ctx, client, operator);
    }
  }
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  return withVault(place, (ctx) => carryOut(ctx, order, `credentials:${place.operator}`));
}
