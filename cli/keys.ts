// npm run keys -- status | rewrap [--re-encrypt]
import { done, misread, type Place, type Result } from '#cli/place';
import { readArguments } from '../scripts/arguments.mjs';
import { rewrap, rewrapLines } from './keys/rewrap';
import { withVault } from './with-vault';

export const USAGE = ['usage: npm run keys -- status', '       npm run keys -- rewrap [--re-encrypt]'].join(
  '\n',
);

export type Order = { act: 'status' } | { act: 'rewrap'; isReencryption: boolean };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const read = readArguments(args, { 're-encrypt': { type: 'boolean' } }, USAGE);
  if ('problem' in read) return read;
  const [act, ...rest] = read.positionals;
  const isReencryption = read.values['re-encrypt'] === true;
  if (rest.length > 0) return { problem: USAGE };
  if (act === 'status' && !isReencryption) return { act };
  return act === 'rewrap' ? { act, isReencryption } : { problem: USAGE };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  return withVault(place, async (ctx) =>
    order.act === 'rewrap'
      ? rewrap(ctx, { isReencryption: order.isReencryption, actorId: place.operator })
      : done((await rewrapLines(ctx)).join('\n')),
  );
}
