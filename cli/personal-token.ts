// npm run personal-token -- add sandbox < token.txt | list | rotate --id <id> < token.txt | remove --id <id> | check --id <id>
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { done, misread, notSetUp, type Place, type Result, refused } from '#cli/place';
import type { PersonalToken } from '#lib/db/generated/client';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { readUuid } from '#lib/text/uuid';
import {
  type Asker,
  addPersonalToken,
  checkPersonalToken,
  type Kept,
  operatorAsks,
  removePersonalToken,
  rotatePersonalToken,
} from '#vault/personal-tokens/keep-token';
import { limitLines } from '#vault/personal-tokens/limits';
import { readToken } from '#vault/personal-tokens/token-text';
import type { VaultContext } from '#vault/runtime/context';
import { readArguments } from '../scripts/arguments.mjs';
import { withWise } from './with-vault';

export const USAGE = [
  `usage: npm run personal-token -- add <${ENVIRONMENTS.join(' | ')}> [--profile <id>] [--file <path>]`,
  '       npm run personal-token -- rotate --id <id> [--file <path>]',
  '       npm run personal-token -- check --id <id> | remove --id <id> | list',
  'The token is read from --file, or from standard input: never from the command line.',
].join('\n');

export type Order =
  | { act: 'add'; environment: Environment; profileId: string | undefined; file: string | undefined }
  | { act: 'rotate'; id: string; file: string | undefined }
  | { act: 'check'; id: string }
  | { act: 'remove'; id: string }
  | { act: 'list' };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const value = { type: 'string' } as const;
  const read = readArguments(args, { id: value, file: value, profile: value }, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, name, ...rest] = positionals;
  const { file, profile: profileId } = values;
  if (rest.length > 0) return { problem: USAGE };
  if (act === 'add') {
    const environment = readEnvironment(name);
    const isProfile = profileId === undefined || /^\d{1,19}$/.test(profileId);
    if (environment === undefined || !isProfile || values.id !== undefined) return { problem: USAGE };
    return { act, environment, profileId, file };
  }
  if (name !== undefined || profileId !== undefined) return { problem: USAGE };
  if (act === 'list' && values.id === undefined && file === undefined) return { act };
  const id = readUuid(values.id ?? '');
  if (id === undefined) return { problem: `--id must be an id of "list"\n${USAGE}` };
  if (act === 'rotate') return { act, id, file };
  if (act === 'check' && file === undefined) return { act, id };
  if (act === 'remove' && file === undefined) return { act, id };
  return { problem: USAGE };
}

/** Carries it out as role connect_vault and returns what to print; the token itself is never printed. */
export async function carryOut(
  ctx: VaultContext,
  order: Order,
  { token, operator }: { token: Secret | undefined; operator: string },
): Promise<Result> {
  const asker = operatorAsks(operator);
  if (order.act === 'list') return done(await listTokens(ctx));
  if (order.act === 'remove') return remove(ctx, order.id, asker);
  if (order.act === 'check') {
    const ifRefused = `It is not issued any more: npm run personal-token -- rotate --id ${order.id}`;
    return tell(await checkPersonalToken(ctx, order.id), 'works', ifRefused);
  }
  if (token === undefined) return refused('What was read is no token: one line of visible characters.');
  if (order.act === 'rotate') {
    return tell(await rotatePersonalToken(ctx, { id: order.id, token, asker }), 'is in use from now on');
  }
  const client = ctx.wise.ofEnvironment(order.environment);
  if (client === undefined) return notSetUp(order.environment);
  const { profileId } = order;
  return tell(await addPersonalToken(ctx, client, { token, asker, profileId }), 'is kept, and works');
}

const SCOPE_NEEDED = 'An API key that is to use it needs the scope personal-token:use.';

function tell(kept: Kept, what: string, ifRefused = 'Nothing was changed.'): Result {
  switch (kept.kind) {
    case 'kept': {
      const { profile, id } = kept;
      const head = `The token of ${profile.type} profile ${profile.profileId} (${profile.name}) ${what}.`;
      return done([head, `Id: ${id}`, SCOPE_NEEDED, '', ...limitLines(profile.country)].join('\n'));
    }
    case 'failed':
      if (kept.why === 'refused') return refused(`Wise refuses this token (401). ${ifRefused}`);
      if (kept.why === 'not_allowed')
        return refused('Wise lets this token not read its profiles. Nothing was changed.');
      return refused('Wise could not be reached. Nothing was changed; try again.');
    case 'choose':
      return refused(
        [
          'Name one of the profiles with --profile:',
          ...kept.profiles.map((each) => `  ${each.profileId}  ${each.type}  ${each.name}`),
        ].join('\n'),
      );
    case 'there':
      return refused(`That profile has a token already: npm run personal-token -- rotate --id ${kept.id}`);
    case 'other':
    case 'gone':
      return refused(
        'There is no such token, or the new one is of another Wise user or profile. Nothing was changed.',
      );
  }
}

async function remove(ctx: VaultContext, id: string, asker: Asker): Promise<Result> {
  if (!(await removePersonalToken(ctx, { id, asker }))) return refused('There is no such token.');
  return done(
    'The token is erased here. It still works at Wise: delete it there too, in Settings → Connect and manage apps → API tokens.',
  );
}

/** Of each environment that is set up here: the newest first, or how to store one. */
async function listTokens({ database, wise }: VaultContext): Promise<string> {
  const rows = await database.db.personalToken.findMany({ orderBy: { createdAt: 'desc' } });
  const lines = ENVIRONMENTS.flatMap((environment) => {
    const found = rows.filter((row) => row.environment === environment).map(lineOf);
    if (found.length > 0 || !wise.hasEnvironment(environment)) return found;
    return `${environment}: none yet. To store one: npm run personal-token -- add ${environment} --file <path>`;
  });
  return lines.join('\n');
}

function lineOf(row: PersonalToken): string {
  const since = row.removedAt ?? row.refusedAt ?? row.rotatedAt ?? row.createdAt;
  const day = since.toISOString().slice(0, 10);
  return `${row.id}  ${row.environment}  ${row.profileId}  ${row.state}, since ${day}  ${row.profileName}`;
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const token =
    order.act === 'add' || order.act === 'rotate'
      ? readToken(order.file === undefined ? await text(process.stdin) : await readFile(order.file, 'utf8'))
      : undefined;
  const environment = order.act === 'add' ? order.environment : undefined;
  return withWise(place, environment, (ctx) =>
    carryOut(ctx, order, { token, operator: `personal-token:${place.operator}` }),
  );
}
