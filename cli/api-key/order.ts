import { API_KEY_SCOPES, type ApiKeyScope, DEFAULT_SCOPES, readScope } from '#lib/contract/api-key-scopes';
import { toStorable } from '#lib/text/storable';
import { type KeyLimits, NO_LIMITS } from '#vault/api-keys/key-limits';
import { readArguments } from '../../scripts/arguments.mjs';
import { LIMIT_OPTIONS, type LimitWords, readDuration, readLimits } from './read-limits';

export const USAGE = `usage: npm run api-key -- create --name <what uses it> [--scope <scope>]… [limits]
       npm run api-key -- list
       npm run api-key -- change <key id> <limits>
       npm run api-key -- rotate <key id> [--overlap <30m | 12h | 7d | 0>]
       npm run api-key -- finish-rotation <key id> [--sure]
       npm run api-key -- cancel-rotation <key id>
       npm run api-key -- revoke <key id>
scopes: ${API_KEY_SCOPES.join(', ')}
without --scope: ${DEFAULT_SCOPES.join(', ')}
limits: --environment <sandbox | production | both>
        --expires <2027-12-31 | 90d | never>    the end of that day, UTC
        --network <10.0.0.0/8 | any>…           where its requests may come from
        --quota <connections an hour | none>    over it staff are told
        --quota-refuses <yes | no>              and further connections are refused
        --certificate <file in PEM | sha256:… | none>   the client certificate that it needs
        --certificate-subject <file in PEM>     or any certificate of the same name`;

export type Order =
  | { act: 'create'; name: string; scopes: ApiKeyScope[]; limits: KeyLimits }
  | { act: 'list' }
  | { act: 'change'; id: string; limits: Partial<KeyLimits> }
  | { act: 'rotate'; id: string; overlapMs: number | null }
  | { act: 'finish-rotation'; id: string; isSure: boolean }
  | { act: 'cancel-rotation' | 'revoke'; id: string };

type Problem = { problem: string };
type Words = LimitWords & {
  name?: string;
  id?: string;
  scope?: string[];
  overlap?: string;
  sure?: boolean;
};

/** Which options an act reads, besides `--id`; what nobody reads is refused. */
const READS: Record<Order['act'], readonly string[]> = {
  create: ['name', 'scope', ...Object.keys(LIMIT_OPTIONS)],
  list: [],
  change: ['id', ...Object.keys(LIMIT_OPTIONS)],
  rotate: ['id', 'overlap'],
  'finish-rotation': ['id', 'sure'],
  'cancel-rotation': ['id'],
  revoke: ['id'],
};

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[], now = new Date()): Order | Problem {
  const text = { type: 'string' } as const;
  const options = {
    ...{ name: text, id: text, overlap: text },
    scope: { type: 'string', multiple: true },
    sure: { type: 'boolean' },
    ...LIMIT_OPTIONS,
  } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { positionals } = read;
  const values: Words = read.values;
  const [word, given, ...rest] = positionals;
  const act = (Object.keys(READS) as Order['act'][]).find((each) => each === word);
  if (act === undefined || rest.length > 0) return { problem: USAGE };
  const unread = Object.keys(values).find((each) => !READS[act].includes(each));
  if (unread !== undefined) return { problem: `${act} reads no --${unread}\n${USAGE}` };
  if (act === 'create' || act === 'list') {
    if (given !== undefined) return { problem: USAGE };
    return act === 'list' ? { act } : readCreation(values, now);
  }
  if (given !== undefined && values.id !== undefined) return { problem: USAGE };
  const id = given ?? values.id ?? '';
  if (!/^[0-9a-f]{16}$/.test(id))
    return { problem: `--id must be a key id (npm run api-key -- list)\n${USAGE}` };
  return readForKey({ act, id }, values, now);
}

function readForKey(
  { act, id }: { act: Exclude<Order['act'], 'create' | 'list'>; id: string },
  values: Words,
  now: Date,
): Order | Problem {
  switch (act) {
    case 'change': {
      const limits = readLimits(values, now);
      if ('problem' in limits) return { problem: `${limits.problem}\n${USAGE}` };
      if (Object.keys(limits.limits).length === 0) return { problem: `name what to change\n${USAGE}` };
      return { act, id, limits: limits.limits };
    }
    case 'rotate': {
      const overlapMs = values.overlap === undefined ? null : readDuration(values.overlap);
      if (overlapMs === undefined)
        return { problem: `--overlap must be such as 30m, 12h, 7d or 0\n${USAGE}` };
      return { act, id, overlapMs };
    }
    case 'finish-rotation':
      return { act, id, isSure: values.sure === true };
    default:
      return { act, id };
  }
}

function readCreation(values: Words, now: Date): Order | Problem {
  const name = toStorable(values.name ?? '');
  if (name === '' || name.length > 100) return { problem: `--name must say what uses the key\n${USAGE}` };
  const words: readonly string[] = values.scope ?? DEFAULT_SCOPES;
  const known = words.map((word) => readScope(word)).filter((scope) => scope !== undefined);
  if (known.length < words.length) return { problem: `--scope must be one of the scopes\n${USAGE}` };
  const read = readLimits(values, now);
  if ('problem' in read) return { problem: `${read.problem}\n${USAGE}` };
  if (read.limits.quotaRefuses === true && !read.limits.quotaPerHour)
    return { problem: `--quota-refuses yes needs a --quota\n${USAGE}` };
  return { act: 'create', name, scopes: [...new Set(known)], limits: { ...NO_LIMITS, ...read.limits } };
}
