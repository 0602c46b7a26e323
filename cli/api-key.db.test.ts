import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '#cli/api-key';
import { readOrder } from '#cli/api-key/order';
import { API_KEY_SCOPES, DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { type Database, openDatabase } from '#lib/db/client';
import { createLogger } from '#lib/log/logger';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { authenticateApiKey } from '#vault/api-keys/authenticate';
import { NO_LIMITS } from '#vault/api-keys/key-limits';
import { withClient } from '../scripts/db/roles.mjs';

const log = createLogger('test', 'silent');
const ANYWHERE = { address: undefined, certificate: undefined };

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.vaultUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const rows = (sql: string) => withClient(test.ownerUrl, async (owner) => (await owner.query(sql)).rows);

describe('npm run api-key', () => {
  it('makes a key that works, shows it once, stores only its hash, and revokes it at once', async () => {
    const text = await carryOut(
      database,
      {
        act: 'create',
        name: 'Core banking',
        scopes: ['tokens:read', 'connections:write'],
        limits: NO_LIMITS,
      },
      'operator',
    );
    const key = text.split('\n')[0] ?? '';
    expect(key).toMatch(/^cwk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    const { id, scopes } = await authenticateApiKey({ database, log }, `Bearer ${key}`, ANYWHERE);
    expect(scopes).toEqual(['tokens:read', 'connections:write']);

    const secret = key.slice(-43);
    const stored = JSON.stringify(
      await rows('SELECT id, name, encode(hash, $$escape$$) AS hash FROM vault.api_keys'),
    );
    expect(stored).toContain(id);
    expect(stored).not.toContain(secret);
    const list = await carryOut(database, { act: 'list' }, 'operator');
    expect(list).toContain(`${id}  made `);
    expect(list).toContain('Core banking');
    expect(list).toContain('tokens:read connections:write');
    expect(list).not.toContain(secret);

    expect(await carryOut(database, { act: 'revoke', id }, 'operator')).toContain('is revoked');
    await expect(authenticateApiKey({ database, log }, `Bearer ${key}`, ANYWHERE)).rejects.toMatchObject({
      code: 'API_KEY_REFUSED',
    });
    expect(await carryOut(database, { act: 'revoke', id }, 'operator')).toContain('nothing was changed');
    expect(await rows('SELECT action, actor_kind, actor_id, detail FROM audit_entries ORDER BY id')).toEqual([
      {
        action: 'api_key.created',
        actor_kind: 'operator',
        actor_id: 'operator',
        detail: { key: id, scopes: 'tokens:read connections:write' },
      },
      { action: 'api_key.revoked', actor_kind: 'operator', actor_id: 'operator', detail: { key: id } },
    ]);
  });

  it.each([
    [[], 'usage'],
    [['create'], '--name'],
    [['create', '--name', '  '], '--name'],
    [['create', 'again', '--name', 'x'], 'usage'],
    [['revoke'], '--id'],
    [['revoke', '--id', 'all'], '--id'],
    [['destroy'], 'usage'],
    [['list', '--all'], 'usage'],
    [['create', '--name', 'x', '--scope', 'everything'], '--scope'],
    [['create', '--name', 'x', '--scope', ''], '--scope'],
  ])('%j is answered with what is wrong', (args, wanted) => {
    expect(readOrder(args)).toEqual({ problem: expect.stringContaining(wanted) });
  });

  it('take a name without what cannot be stored or would speak to the terminal', () => {
    expect(readOrder(['create', '--name', ' Core\0\u001b[2Jbanking\n'])).toMatchObject({
      act: 'create',
      name: 'Core [2Jbanking',
    });
  });

  it('gives what keys could do before there were scopes, or just what is asked for', () => {
    const create = ['create', '--name', 'x'];
    expect(readOrder(create)).toMatchObject({ scopes: DEFAULT_SCOPES });
    expect(DEFAULT_SCOPES).toEqual(['connections:read', 'tokens:read', 'wise:call', 'events:read']);
    expect(readOrder([...create, '--scope', 'wise:call', '--scope', 'wise:call'])).toMatchObject({
      scopes: ['wise:call'],
    });
  });

  it('knows the scopes that the database takes, and a row that names none may do nothing', async () => {
    const hash = 'decode($$00$$, $$hex$$)';
    const insert = (id: string, scope: string) =>
      rows(
        `INSERT INTO vault.api_keys (id, name, hash, scopes) VALUES ('${id}', 'x', ${hash}, '{${scope}}')`,
      );
    for (const [at, scope] of API_KEY_SCOPES.entries()) await insert(`known ${at}`, scope);
    await expect(insert('unknown', 'everything')).rejects.toThrow('api_keys_scopes_known');
    await rows(`INSERT INTO vault.api_keys (id, name, hash) VALUES ('bare', 'x', ${hash})`);
    expect(await rows(`SELECT scopes FROM vault.api_keys WHERE id = 'bare'`)).toEqual([{ scopes: [] }]);
  });
});
