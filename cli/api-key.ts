// npm run api-key -- create --name "Core banking" --scope tokens:read | list | revoke --id <id>
import { done, misread, type Place, type Result } from '#cli/place';
import { API_KEY_SCOPES, type ApiKeyScope, DEFAULT_SCOPES, readScope } from '#lib/contract/api-key-scopes';
import { type Database, openDatabase } from '#lib/db/client';
import { toStorable } from '#lib/text/storable';
import { createApiKey } from '#vault/api-keys/create-key';
import { type ApiKeyView, listApiKeys } from '#vault/api-keys/list-keys';
import { revokeApiKey } from '#vault/api-keys/revoke-key';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = `usage: npm run api-key -- create --name <what uses it> [--scope <scope>]… | list | revoke --id <key id>
scopes: ${API_KEY_SCOPES.join(', ')}
without --scope: ${DEFAULT_SCOPES.join(', ')}`;

export type Order =
  | { act: 'create'; name: string; scopes: ApiKeyScope[] }
  | { act: 'list' }
  | { act: 'revoke'; id: string };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const options = {
    name: { type: 'string' },
    id: { type: 'string' },
    scope: { type: 'string', multiple: true },
  } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, ...rest] = positionals;
  const name = toStorable(values.name ?? '');
  if (rest.length > 0) return { problem: USAGE };
  if (act === 'create') return readCreation(name, values.scope ?? DEFAULT_SCOPES);
  if (act === 'list') return { act };
  if (act === 'revoke' && /^[0-9a-f]{16}$/.test(values.id ?? '')) return { act, id: values.id ?? '' };
  if (act === 'revoke') return { problem: `--id must be a key id (npm run api-key -- list)\n${USAGE}` };
  return { problem: USAGE };
}

function readCreation(name: string, words: readonly string[]): Order | { problem: string } {
  if (name === '' || name.length > 100) return { problem: `--name must say what uses the key\n${USAGE}` };
  const scopes = words.map((word) => readScope(word));
  const known = scopes.filter((scope) => scope !== undefined);
  if (known.length < scopes.length) return { problem: `--scope must be one of the scopes\n${USAGE}` };
  return { act: 'create', name, scopes: [...new Set(known)] };
}

/** Carries it out as role connect_vault and returns what to print; a new key is shown this once. */
export async function carryOut(database: Database, order: Order, operator: string): Promise<string> {
  switch (order.act) {
    case 'create': {
      const { name, scopes } = order;
      const { id, key } = await createApiKey(database, { name, scopes, operator });
      return `${key.reveal()}\n\nThis is API key ${id} for "${name}". It is shown only now: keep it in a safe place.\nScopes: ${scopes.join(' ')}`;
    }
    case 'list': {
      const keys = await listApiKeys(database);
      if (keys.length === 0) return 'There are no API keys yet.';
      return keys.map(lineOf).join('\n');
    }
    case 'revoke':
      return (await revokeApiKey(database, order.id, operator))
        ? `API key ${order.id} is revoked: its next request is refused.`
        : `There is no open API key ${order.id}; nothing was changed.`;
  }
}

function lineOf(key: ApiKeyView): string {
  return `${key.id}  ${stateOf(key).padEnd(44)}  ${key.name}\n${' '.repeat(18)}${key.scopes.join(' ') || 'no scopes'}`;
}

function stateOf(key: ApiKeyView): string {
  const day = (at: Date) => at.toISOString().slice(0, 10);
  if (key.revokedAt !== null) return `revoked ${day(key.revokedAt)}`;
  const use = key.lastUsedAt === null ? 'never used' : `last used ${day(key.lastUsedAt)}`;
  return `made ${day(key.createdAt)}, ${use}`;
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const { VAULT_DATABASE_URL: address } = parseDatabaseEnv(await place.vaultSettings());
  const database = openDatabase(address.reveal(), { applicationName: 'connect-api-key', max: 1 });
  try {
    return done(await carryOut(database, order, `api-key:${place.operator}`));
  } finally {
    await database.close();
  }
}
