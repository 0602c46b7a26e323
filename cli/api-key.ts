// npm run api-key -- create --name "Core banking" | list | revoke --id <id>
import { done, misread, type Place, type Result } from '#cli/place';
import { type Database, openDatabase } from '#lib/db/client';
import { toStorable } from '#lib/text/storable';
import { parseDatabaseEnv } from '#vault/env/vault-env';
import { createApiKey, listApiKeys, revokeApiKey } from '#vault/routes/partner/api-key';
import { readArguments } from '../scripts/arguments.mjs';

export const USAGE = 'usage: npm run api-key -- create --name <what uses it> | list | revoke --id <key id>';

export type Order = { act: 'create'; name: string } | { act: 'list' } | { act: 'revoke'; id: string };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const options = { name: { type: 'string' }, id: { type: 'string' } } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, ...rest] = positionals;
  const name = toStorable(values.name ?? '');
  if (rest.length > 0) return { problem: USAGE };
  if (act === 'create' && name !== '' && name.length <= 100) return { act, name };
  if (act === 'create') return { problem: `--name must say what uses the key\n${USAGE}` };
  if (act === 'list') return { act };
  if (act === 'revoke' && /^[0-9a-f]{16}$/.test(values.id ?? '')) return { act, id: values.id ?? '' };
  if (act === 'revoke') return { problem: `--id must be a key id (npm run api-key -- list)\n${USAGE}` };
  return { problem: USAGE };
}

/** Carries it out as role connect_vault and returns what to print; a new key is shown this once. */
export async function carryOut(database: Database, order: Order, operator: string): Promise<string> {
  switch (order.act) {
    case 'create': {
      const { id, key } = await createApiKey(database, order.name, operator);
      return `${key.reveal()}\n\nThis is API key ${id} for "${order.name}". It is shown only now: keep it in a safe place.`;
    }
    case 'list': {
      const keys = await listApiKeys(database);
      if (keys.length === 0) return 'There are no API keys yet.';
      return keys.map((key) => `${key.id}  ${stateOf(key).padEnd(44)}  ${key.name}`).join('\n');
    }
    case 'revoke':
      return (await revokeApiKey(database, order.id, operator))
        ? `API key ${order.id} is revoked: its next request is refused.`
        : `There is no open API key ${order.id}; nothing was changed.`;
  }
}

function stateOf(key: { createdAt: Date; lastUsedAt: Date | null; revokedAt: Date | null }): string {
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
