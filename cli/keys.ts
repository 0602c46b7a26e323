// npm run keys -- list | status | add | rotate | retire | destroy | rewrap | exposure

import { misread, type Place, type Result } from '#cli/place';
import { readTime } from '#cli/read-time';
import { KEY_ID } from '#vault/keys/read-keys';
import type { VaultContext } from '#vault/runtime/context';
import { readArguments } from '../scripts/arguments.mjs';
import { add, destroy, retire, rotate } from './keys/change';
import { rewrap } from './keys/rewrap';
import { exposure, list, status } from './keys/show';
import { withSettings, withVault } from './with-vault';

export const USAGE = [
  'usage: npm run keys -- list [--json] | status [--json]   the keys; and which vaults hold each, how many records it has',
  '       npm run keys -- add [<id>] | add --import <id>     a new key; or one of VAULT_KEYS moved into the database',
  '       npm run keys -- rotate [<id>]                      makes it active once every vault holds it; moves the records',
  '       npm run keys -- retire <id> [--compromised]        it only opens from now on',
  '       npm run keys -- destroy <id> --yes <id>            for good, once nothing needs it',
  '       npm run keys -- rewrap [--re-encrypt]              moves every record to the active key',
  '       npm run keys -- exposure --key <id> --from <time> --to <time> [--json]   whose records it opened then',
  'ids: a-z, 0-9 and -, at most 32. times: 2026-11-28 (00:00 UTC) or 2026-11-28T14:05Z',
].join('\n');

export type Order =
  | { act: 'list' | 'status'; isJson: boolean }
  | { act: 'add'; id: string | undefined; isImport: boolean }
  | { act: 'rotate'; id: string | undefined }
  | { act: 'retire'; id: string; isCompromised: boolean }
  | { act: 'destroy'; id: string; confirmed: string | undefined }
  | { act: 'rewrap'; isReencryption: boolean }
  | { act: 'exposure'; id: string; from: Date; to: Date; isJson: boolean };

/** How long `rotate` waits for the vaults. */
const HELD_WITHIN_MS = 60_000;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  json: flag,
  import: text,
  compromised: flag,
  yes: text,
  're-encrypt': flag,
  key: text,
  from: text,
  to: text,
} as const;

/** Which options each act reads, and whether it takes an id. */
const WORDS: Readonly<Record<Order['act'], { options: readonly string[]; id: 'none' | 'may' | 'must' }>> = {
  list: { options: ['json'], id: 'none' },
  status: { options: ['json'], id: 'none' },
  add: { options: ['import'], id: 'may' },
  rotate: { options: [], id: 'may' },
  retire: { options: ['compromised'], id: 'must' },
  destroy: { options: ['yes'], id: 'must' },
  rewrap: { options: ['re-encrypt'], id: 'none' },
  exposure: { options: ['key', 'from', 'to', 'json'], id: 'none' },
};

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const read = readArguments(args, OPTIONS, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [word = '', id, ...rest] = positionals;
  const act = Object.keys(WORDS).find((each): each is Order['act'] => each === word);
  if (act === undefined || rest.length > 0) return { problem: USAGE };
  const wants = WORDS[act];
  const isRead = Object.keys(values).every((option) => wants.options.includes(option));
  const isIdFit = id === undefined ? wants.id !== 'must' : wants.id !== 'none' && KEY_ID.test(id);
  return isRead && isIdFit ? toOrder(act, id, values) : { problem: USAGE };
}

type Values = {
  [Name in keyof typeof OPTIONS]?: (typeof OPTIONS)[Name]['type'] extends 'string' ? string : boolean;
};

function toOrder(act: Order['act'], id: string | undefined, values: Values): Order | { problem: string } {
  const isJson = values.json === true;
  switch (act) {
    case 'list':
    case 'status':
      return { act, isJson };
    case 'add':
      if (values.import !== undefined && id !== undefined) return { problem: USAGE };
      return { act, id: values.import ?? id, isImport: values.import !== undefined };
    case 'rotate':
      return { act, id };
    case 'retire':
      return { act, id: id ?? '', isCompromised: values.compromised === true };
    case 'destroy':
      return { act, id: id ?? '', confirmed: values.yes };
    case 'rewrap':
      return { act, isReencryption: values['re-encrypt'] === true };
    case 'exposure': {
      if (!KEY_ID.test(values.key ?? '')) return { problem: `--key must be a key id\n${USAGE}` };
      const [from, to] = [readTime(values.from ?? ''), readTime(values.to ?? '')];
      if (from === undefined || to === undefined) return { problem: `--from and --to are times\n${USAGE}` };
      if (from > to) return { problem: `--from must not be after --to\n${USAGE}` };
      return { act, id: values.key ?? '', from, to, isJson };
    }
  }
}

/** @param ctx its ring has the keys of VAULT_KEYS alone, but for `rewrap`. */
export async function carryOut(ctx: VaultContext, order: Order, operator: string): Promise<Result> {
  switch (order.act) {
    case 'list':
      return list(ctx, order);
    case 'status':
      return status(ctx, order);
    case 'add':
      return add(ctx, { ...order, operator });
    case 'rotate':
      return rotate(ctx, { ...order, operator, withinMs: HELD_WITHIN_MS });
    case 'retire':
      return retire(ctx, { ...order, operator });
    case 'destroy':
      return destroy(ctx, { ...order, operator });
    case 'rewrap':
      return rewrap(ctx, { ...order, actorId: operator });
    case 'exposure':
      return exposure(ctx, order);
  }
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const within = order.act === 'rewrap' ? withVault : withSettings;
  return within(place, (ctx) => carryOut(ctx, order, place.operator));
}
