// npm run api-key -- create --name "Core banking" --scope tokens:read | list | change | rotate | finish-rotation | revoke
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { type Database, openDatabase } from '#lib/db/client';
import { changeLimits } from '#vault/api-keys/change-limits';
import { createApiKey } from '#vault/api-keys/create-key';
import { limitsDetail, realLimits } from '#vault/api-keys/key-limits';
import { listApiKeys } from '#vault/api-keys/list-keys';
import { revokeApiKey } from '#vault/api-keys/revoke-key';
import { cancelRotation, finishRotation, startRotation } from '#vault/api-keys/rotate-key';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { describeKey, moment } from './api-key/describe';
import { type Order, readOrder } from './api-key/order';

export { USAGE } from './api-key/order';

/**
 * Carries it out as role connect_vault; a new secret is shown this once. Where nothing was changed it is refused: a script that
 * revokes a mistyped key would go on, and one that keeps what `rotate` prints would keep a sentence for a secret.
 */
export async function carryOut(database: Database, order: Order, operator: string): Promise<Result> {
  switch (order.act) {
    case 'create':
      return create(database, order, operator);
    case 'list': {
      const keys = await listApiKeys(database);
      return done(
        keys.length === 0
          ? 'There are no API keys yet: npm run api-key -- create --name <what uses it>'
          : keys.map(describeKey).join('\n'),
      );
    }
    case 'change':
      return change(database, order, operator);
    case 'rotate':
      return rotate(database, order, operator);
    case 'finish-rotation':
      return finish(database, order, operator);
    case 'cancel-rotation':
      return (await cancelRotation(database, order.id, operator))
        ? done(`The second secret of API key ${order.id} is taken back; the first one stays.`)
        : noRotation(order.id);
    case 'revoke':
      return (await revokeApiKey(database, order.id, { kind: 'operator', id: operator }))
        ? done(`API key ${order.id} is revoked: its next request is refused.`)
        : noOpenKey(order.id);
  }
}

type Of<Act extends Order['act']> = Extract<Order, { act: Act }>;

async function create(database: Database, order: Of<'create'>, operator: string): Promise<Result> {
  const { name, scopes, limits } = order;
  const { id, key } = await createApiKey(database, { name, scopes, limits, operator });
  const limited = wordsOf(limitsDetail(realLimits(limits)));
  return done(`${key.reveal()}\n\nThis is API key ${id} for "${name}". It is shown only now: keep it in a safe place.
Scopes: ${scopes.join(' ')}${limited === '' ? '' : `\nLimits: ${limited}`}`);
}

async function change(database: Database, { id, limits }: Of<'change'>, operator: string): Promise<Result> {
  switch (await changeLimits(database, id, limits, operator)) {
    case 'changed':
      return done(`API key ${id} is changed, from its next request on: ${wordsOf(limitsDetail(limits))}`);
    case 'no_quota':
      return refused(
        `API key ${id} has no quota that it could refuse over; nothing was changed. Name one too: --quota <connections an hour>`,
      );
    case 'unknown':
      return noOpenKey(id);
  }
}

async function rotate(
  database: Database,
  { id, overlapMs }: Of<'rotate'>,
  operator: string,
): Promise<Result> {
  const rotation = await startRotation(database, id, { overlapMs, operator });
  if (rotation.kind === 'none') return noOpenKey(id);
  if (rotation.kind === 'open')
    return refused(
      `API key ${id} has two live secrets already; nothing was changed. First finish-rotation, or cancel-rotation.`,
    );
  const { key, overlapEndsAt } = rotation;
  const next =
    overlapEndsAt === null
      ? `Both secrets work. When your back end uses this one: npm run api-key -- finish-rotation ${id}`
      : overlapMs === 0
        ? 'The first secret has ended: only this one works.'
        : `Both secrets work until ${moment(overlapEndsAt)}; then only this one does.`;
  return done(
    `${key.reveal()}\n\nThis is the second secret of API key ${id}. It is shown only now: keep it in a safe place.\n${next}`,
  );
}

async function finish(
  database: Database,
  { id, isSure }: Of<'finish-rotation'>,
  operator: string,
): Promise<Result> {
  const finished = await finishRotation(database, id, { isSure, operator });
  if (finished.kind === 'none') return noRotation(id);
  if (finished.kind === 'finished')
    return done(`The first secret of API key ${id} has ended: only the second one works.`);
  const { firstUsedAt, secondUsedAt } = finished;
  const [first, second] = [firstUsedAt, secondUsedAt].map((at) =>
    at === null ? 'never used' : `last used ${moment(at)}`,
  );
  return refused(`Nothing was changed: the first secret was ${first}, the second ${second}.
It is ended when the second one is in use and the first one has rested for ten minutes; or now, with --sure.`);
}

const noOpenKey = (id: string): Result =>
  refused(`There is no open API key ${id}; nothing was changed. See: npm run api-key -- list`);
const noRotation = (id: string): Result =>
  refused(`API key ${id} has no second secret; nothing was changed. See: npm run api-key -- list`);

const wordsOf = (detail: Record<string, string>): string =>
  Object.entries(detail)
    .map(([name, value]) =>
      name === 'quotaRefuses' ? `quota-refuses ${value === 'true' ? 'yes' : 'no'}` : `${name} ${value}`,
    )
    .join(', ');

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(await place.vaultSettings());
  const database = openDatabase(address.reveal(), { applicationName: 'connect-api-key', max: 1 });
  try {
    return await carryOut(database, order, `api-key:${place.operator}`);
  } finally {
    await database.close();
  }
}
