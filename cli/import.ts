// npm run import -- key | seal | batch | status | discard: brings grants over that the partner keeps itself
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { done, misread, notSetUp, type Place, type Result, refused } from '#cli/place';
import { readUuid } from '#lib/text/uuid';
import { discardImport, type ImportStanding, listImports } from '#vault/imports/discard-import';
import { listImportKeys, MOST_KEY_DAYS, makeImportKey } from '#vault/imports/import-key';
import type { Refusal } from '#vault/imports/import-row';
import { type ImportOutcome, runImport } from '#vault/imports/run-import';
import type { VaultContext } from '#vault/runtime/context';
import { readArguments } from '../scripts/arguments.mjs';
import { sealGrants } from './seal-grants.mjs';
import { withVault, withWise } from './with-vault';

const USUAL_KEY_DAYS = 7;
/** What JOSE messages are opened up to (vault/jose/compact.ts). */
const MOST_FILE_BYTES = 8 * 1024 * 1024;

export const USAGE = [
  `usage: npm run import -- key [--days <1 to ${MOST_KEY_DAYS}>]   a public key for the partner, to standard output (npm run --silent)`,
  '       npm run --silent import -- seal <key file> < grants.ndjson > grants.sealed   needs no secret; also: node cli/seal-grants.mjs',
  '       npm run import -- batch <sealed file>        checks all grants at Wise and makes all of them connections, or none',
  '       npm run import -- status                     keys and imports',
  '       npm run import -- discard <import id> [--even-rotated]   erases what is kept for an import that is not accepted',
  'A line of the file: {"external_id":"cust-1","environment":"production","profile_id":"123","refresh_token":"…"}, and email, name, user_id where known.',
].join('\n');

export type Order =
  | { act: 'key'; days: number }
  | { act: 'seal'; keyFile: string }
  | { act: 'batch'; file: string }
  | { act: 'status' }
  | { act: 'discard'; id: string; evenRotated: boolean };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const options = { days: { type: 'string' }, 'even-rotated': { type: 'boolean' } } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, word, ...rest] = positionals;
  const { days, 'even-rotated': evenRotated } = values;
  const isDays = days !== undefined && act !== 'key';
  if (rest.length > 0 || isDays || (evenRotated !== undefined && act !== 'discard'))
    return { problem: USAGE };
  if (act === 'key' && word === undefined) {
    const asked = Number(days ?? USUAL_KEY_DAYS);
    const isGood = Number.isInteger(asked) && asked >= 1 && asked <= MOST_KEY_DAYS;
    return isGood ? { act, days: asked } : { problem: `--days is 1 to ${MOST_KEY_DAYS}\n${USAGE}` };
  }
  if (act === 'status' && word === undefined) return { act };
  if (word === undefined) return { problem: USAGE };
  if (act === 'seal') return { act, keyFile: word };
  if (act === 'batch') return { act, file: word };
  const id = readUuid(word);
  if (act !== 'discard') return { problem: USAGE };
  return id === undefined
    ? { problem: `an id of "status" is wanted\n${USAGE}` }
    : { act, id, evenRotated: evenRotated === true };
}

type Told = { operator: string; tell?: (text: string) => void };

/** What `batch` prints: what came of the file, and what to do next. */
export async function importFile(ctx: VaultContext, file: string, { operator, tell }: Told): Promise<Result> {
  const progress = (checked: number, of: number) => tell?.(`${checked} of ${of} grants are checked`);
  return tellOutcome(await runImport(ctx, { file, operator, tell: progress }));
}

const NOTHING = 'No connection was made.';

function tellOutcome(outcome: ImportOutcome): Result {
  switch (outcome.kind) {
    case 'accepted':
      return done(
        `${outcome.connections} ${outcome.connections === 1 ? 'connection is' : 'connections are'} made (import ${outcome.importId}). Erase the file and its tokens wherever they are.`,
      );
    case 'accepted_before':
      return done(
        `This file was accepted on ${outcome.at.toISOString()} already: ${outcome.rows} connections. Nothing was done.`,
      );
    case 'no_key':
      return refused(
        'The key of this file has ended, or is of another vault: npm run import -- key, and seal again.',
      );
    case 'not_sealed':
      return refused('This is no file that "seal" wrote, or it was changed on its way. Nothing was stored.');
    case 'not_set_up':
      return notSetUp(outcome.environment);
    case 'malformed':
      return refused(
        ['Nothing was sent and nothing was stored:', ...outcome.problems.map(tellProblem)].join('\n'),
      );
    case 'refused':
      return refused(
        [
          `${NOTHING} ${outcome.rows.length} of the grants cannot be taken (import ${outcome.importId}):`,
          ...outcome.rows.map((row) => `  line ${row.line}, ${row.externalId}: ${REASONS[row.refusal]}`),
          'Correct or leave out these lines, seal the file again and repeat. What Wise gave for the others is kept.',
        ].join('\n'),
      );
    case 'waits':
      return refused(
        `${NOTHING} ${OBSTACLES[outcome.why]} Repeat the same command in ${outcome.retryAfterSeconds} s: it goes on from here (import ${outcome.importId}).`,
      );
  }
}

const tellProblem = ({ line, what }: { line: number; what: string }): string => `  line ${line}: ${what}`;

const REASONS: Record<Refusal, string> = {
  profile_connected:
    'a living connection has this profile. If the grant is another Wise user’s, name that one: "user_id"',
  not_taken_by_wise: 'Wise does not take the refresh token. The customer has to connect again',
  answer_lost:
    'an answer of Wise was lost, and Wise does not take the refresh token any more. The customer has to connect again',
  used_elsewhere: 'another system refreshes this grant: stop it, then repeat',
  profile_not_granted: 'the grant does not cover this profile_id',
  other_user: 'the grant is of another Wise user than user_id',
  not_allowed: 'Wise lets this token not read whose it is',
  already_connected: 'this Wise user and profile are connected already',
  twice: 'another line, of this import or of one that is open, has the same Wise user and profile',
  in_another_file: 'another file that was handed in meanwhile has this refresh token',
  gone: 'it was taken away meanwhile: its customer was erased, or what was kept for it was discarded, or accepted with another file',
};

const OBSTACLES: Record<Extract<ImportOutcome, { kind: 'waits' }>['why'], string> = {
  client_refused: 'Wise refuses our own client (npm run credentials -- status).',
  rate_limited: 'Wise limits us.',
  unavailable: 'Wise could not be reached.',
  answer_outstanding: 'An answer of Wise is missing.',
};

function tellStatus(keys: { id: string; endsAt: Date }[], imports: ImportStanding[]): string {
  const at = (time: Date) => `${time.toISOString().slice(0, 16)}Z`;
  const [noKeys, noImports] = ['There is no import key: npm run import -- key', 'Nothing was imported yet.'];
  return [
    ...(keys.length === 0 ? [noKeys] : keys.map(({ id, endsAt }) => `key ${id}, until ${at(endsAt)}`)),
    '',
    ...(imports.length === 0 ? [noImports] : []),
    ...imports.map((each) => {
      const head = `import ${each.id}, ${at(each.createdAt)}: ${each.rows} grants, ${each.state}`;
      return each.state === 'open'
        ? `${head}; ${each.checked} checked, ${each.refused} refused; tokens of ${each.kept} are kept`
        : head;
    }),
  ].join('\n');
}

async function discard(
  ctx: VaultContext,
  order: Order & { act: 'discard' },
  operator: string,
): Promise<Result> {
  const outcome = await discardImport(ctx, { ...order, operator });
  if (outcome.kind === 'unknown') return refused('There is no open import of this id.');
  if (outcome.kind === 'discarded')
    return done(`What was kept of ${outcome.rows} grants is erased. None was ended at Wise.`);
  return refused(
    `Wise gave other refresh tokens for ${outcome.rows} grants, or its answer is missing, and only these are good: erased, those customers have to connect again. Repeat the import; --even-rotated erases all the same.`,
  );
}

/** Carries out what needs no Wise, as role connect_vault. */
export async function carryOut(
  ctx: VaultContext,
  order: Exclude<Order, { act: 'seal' | 'batch' }>,
  operator: string,
): Promise<Result> {
  if (order.act === 'discard') return discard(ctx, order, operator);
  if (order.act === 'status') return done(tellStatus(await listImportKeys(ctx), await listImports(ctx)));
  const { publicKey } = await makeImportKey(ctx, { days: order.days, operator });
  return done(JSON.stringify(publicKey));
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const operator = `import:${place.operator}`;
  if (order.act === 'seal') {
    return done(sealGrants(await buffer(process.stdin), await readFile(order.keyFile, 'utf8')));
  }
  if (order.act !== 'batch') return withVault(place, (ctx) => carryOut(ctx, order, operator));
  const { size } = await stat(order.file);
  if (size > MOST_FILE_BYTES) return refused('The file is larger than 8 MiB: seal it in parts.');
  const file = await readFile(order.file, 'utf8');
  const tell = (text: string) => void process.stderr.write(`${text}\n`);
  return withWise(place, undefined, (ctx) => importFile(ctx, file, { operator, tell }));
}
