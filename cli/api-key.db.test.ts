import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '#cli/api-key';
import { readOrder } from '#cli/api-key/order';
import { API_KEY_SCOPES, DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { type Database, openDatabase } from '#lib/db/client';
import { createLogger } from '#lib/log/logger';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { authenticateApiKey } from '#vault/api-keys/authenticate';
import { createCheckedKeys } from '#vault/api-keys/checked-keys';
import { createApiKey } from '#vault/api-keys/create-key';
import { NO_LIMITS } from '#vault/api-keys/key-limits';
import { createApiKeyRows } from '#vault/api-keys/key-row';
import { watchApiKeys } from '#vault/api-keys/watch-keys';
import { withClient } from '../scripts/db/roles.mjs';

const log = createLogger('test', 'silent');
const ANYWHERE = { address: undefined, certificate: undefined };

const ID = '0123456789abcdef';
const NOW = new Date('2026-11-28T12:00:00Z');

let test: TestDatabase;
let database: Database;
/** What reads a key of it. */
let vault: Parameters<typeof authenticateApiKey>[0];
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.vaultUrl, { applicationName: 'test', max: 2 });
  vault = { database, log, readApiKeyRow: createApiKeyRows(database), checkedKeys: createCheckedKeys() };
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const rows = (sql: string) => withClient(test.ownerUrl, async (owner) => (await owner.query(sql)).rows);

describe('npm run api-key', () => {
  it('makes a key that works, shows it once, stores only its hash, and revokes it at once', async () => {
    const { text } = await carryOut(
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
    const { id, scopes } = await authenticateApiKey(vault, `Bearer ${key}`, ANYWHERE);
    expect(scopes).toEqual(['tokens:read', 'connections:write']);

    const secret = key.slice(-43);
    const stored = JSON.stringify(
      await rows('SELECT id, name, encode(hash, $$escape$$) AS hash FROM vault.api_keys'),
    );
    expect(stored).toContain(id);
    expect(stored).not.toContain(secret);
    const { text: list } = await carryOut(database, { act: 'list' }, 'operator');
    expect(list).toContain(`${id}  made `);
    expect(list).toContain('Core banking');
    expect(list).toContain('tokens:read connections:write');
    expect(list).not.toContain(secret);

    expect(await carryOut(database, { act: 'revoke', id }, 'operator')).toEqual({
      text: expect.stringContaining('is revoked'),
      exitCode: 0,
    });
    await expect(authenticateApiKey(vault, `Bearer ${key}`, ANYWHERE)).rejects.toMatchObject({
      code: 'API_KEY_REFUSED',
    });
    expect(await carryOut(database, { act: 'revoke', id }, 'operator')).toEqual({
      text: expect.stringContaining('nothing was changed'),
      exitCode: 1,
    });
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

  it.each([
    [['create', '--name', 'x', '--environment', 'live'], '--environment'],
    [['create', '--name', 'x', '--network', '10.0.0.0/33'], '--network'],
    [['create', '--name', 'x', '--network', '::ffff:10.0.0.0/104'], '--network'],
    [['create', '--name', 'x', '--network', 'any', '--network', '10.0.0.1'], '--network'],
    [['change', ID, '--network', '10.0.0.0/8', '--network', '10.0.0.1/8'], 'or 10.0.0.1/32 for that address'],
    [['create', '--name', 'x', '--network', '2001:db8::1/32'], 'write 2001:db8::/32 for the whole network'],
    [['create', '--name', 'x', '--quota', '0'], '--quota'],
    [['create', '--name', 'x', '--quota-refuses', 'maybe'], '--quota-refuses'],
    [['create', '--name', 'x', '--quota-refuses', 'yes'], '--quota-refuses yes needs a --quota'],
    [['create', '--name', 'x', '--expires', '2026-11-27'], '--expires'],
    [['create', '--name', 'x', '--expires', '2026-13-01'], '--expires'],
    [['create', '--name', 'x', '--expires', '2027-02-30'], '--expires'],
    [['create', '--name', 'x', '--certificate', '/nowhere.pem'], '--certificate'],
    [['create', '--name', 'x', '--certificate', 'sha256:12'], '--certificate'],
    [['create', '--name', 'x', '--overlap', '1d'], 'create reads no --overlap'],
    [['change', ID, '--quota', 'none', '--quota-refuses', 'yes'], '--quota-refuses yes needs a --quota'],
    [['change', ID], 'name what to change'],
    [['change', ID, '--name', 'y'], 'change reads no --name'],
    [['rotate', ID, '--overlap', 'soon'], '--overlap'],
    [['rotate', ID, '--id', ID], 'usage'],
  ])('%j is answered with what is wrong', (args, wanted) => {
    expect(readOrder(args, NOW)).toEqual({ problem: expect.stringContaining(wanted) });
  });

  it('reads limits, and the words that take them away', () => {
    const words = [
      '--environment',
      'sandbox',
      '--expires',
      '2027-12-31',
      '--network',
      '10.0.0.0/8',
      '--network',
      '::1',
    ];
    const fingerprint = 'AB:'.repeat(31).concat('CD');
    const more = ['--quota', '500', '--quota-refuses', 'yes', '--certificate', `sha256:${fingerprint}`];
    expect(readOrder(['change', ID, ...words, ...more], NOW)).toEqual({
      act: 'change',
      id: ID,
      limits: {
        environment: 'sandbox',
        expiresAt: new Date('2028-01-01T00:00:00Z'),
        networks: ['10.0.0.0/8', '::1'],
        quotaPerHour: 500,
        quotaRefuses: true,
        certificate: `sha256:${'ab'.repeat(31)}cd`,
      },
    });
    const none = ['--environment', 'both', '--expires', 'never', '--network', 'any', '--quota', 'none'];
    expect(readOrder(['change', ID, ...none, '--certificate', 'none'], NOW)).toMatchObject({
      limits: { environment: null, expiresAt: null, networks: [], quotaPerHour: null, certificate: null },
    });
    expect(readOrder(['create', '--name', 'x', '--expires', '90d'], NOW)).toMatchObject({
      limits: { expiresAt: new Date(NOW.getTime() + 90 * 86_400_000), quotaRefuses: false },
    });
    expect(readOrder(['rotate', ID, '--overlap', '7d'])).toMatchObject({ overlapMs: 7 * 86_400_000 });
  });

  it('lets no key refuse over a quota that it has not, now or later', async () => {
    const made = { name: 'x', scopes: DEFAULT_SCOPES, limits: NO_LIMITS, operator: 'ann' };
    const { id } = await createApiKey(database, made);
    const change = (...args: string[]) => {
      const read = readOrder(['change', id, ...args]);
      if ('problem' in read) throw new Error(read.problem);
      return carryOut(database, read, 'ann');
    };
    expect(await change('--quota-refuses', 'yes')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('has no quota that it could refuse over; nothing was changed'),
    });
    expect(await change('--quota', '5', '--quota-refuses', 'yes')).toMatchObject({ exitCode: 0 });
    await change('--quota', 'none');
    await change('--quota', '7');
    const row = await database.db.apiKey.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ quotaPerHour: 7, quotaRefuses: false });
  });

  it('changes and rotates a key, and says which secret was used when', async () => {
    const order = async (...args: string[]) => {
      const read = readOrder(args);
      if ('problem' in read) throw new Error(read.problem);
      const { text, exitCode } = await carryOut(database, read, 'operator');
      return exitCode === 0 ? text : `exit ${exitCode}: ${text}`;
    };
    const made = await order('create', '--name', 'Rotated', '--network', '192.0.2.0/24');
    expect(made).toContain('Limits: networks 192.0.2.0/24');
    const [, id = '', secret = ''] = /^cwk_([0-9a-f]{16})_(\S+)/.exec(made) ?? [];
    expect(await order('change', id, '--network', 'any', '--quota', '5')).toContain('networks any, quota 5');
    for (const act of ['finish-rotation', 'cancel-rotation'])
      expect(await order(act, id)).toMatch(/^exit 1: .* no second secret/);
    const rotated = await order('rotate', id);
    const next = rotated.split('\n')[0] ?? '';
    expect(await order('rotate', id)).toMatch(/^exit 1: .* two live secrets already/);
    for (const act of ['rotate', 'revoke'])
      expect(await order(act, '0123456789abcdef')).toMatch(/^exit 1: There is no open API key/);
    await authenticateApiKey(vault, `Bearer cwk_${id}_${secret}`, ANYWHERE);
    expect(await order('finish-rotation', id)).toMatch(
      /^exit 1: Nothing was changed: .* last used 2\S+ .* the second never/,
    );
    await authenticateApiKey(vault, `Bearer ${next}`, ANYWHERE);
    const list = await order('list');
    expect(list).toMatch(/two live secrets: the first last used 2.*; the second, made 2.*, last used 2/);
    expect(list).toContain('5 connections an hour');
    for (const each of [secret, next.slice(-43)]) expect(list).not.toContain(each);
    expect(await order('finish-rotation', id, '--sure')).toContain('only the second one works');
    expect(await order('list')).not.toContain('two live secrets');
    // of a rotation whose first secret ends by itself, nobody has to say that it is over
    for (const _time of [1, 2])
      expect(await order('rotate', id, '--overlap', '0')).toContain('only this one works');
    const actions = await rows(`SELECT action FROM audit_entries WHERE detail->>'key' = '${id}' ORDER BY id`);
    expect(actions.map(({ action }) => action)).toEqual(
      [
        ...['created', 'changed', 'rotation_started', 'rotation_finished'],
        ...['rotation_started', 'rotation_finished', 'rotation_started'],
      ].map((act) => `api_key.${act}`),
    );
  });

  it('has no live secret and finishes no rotation of a key that was revoked in the middle of one', async () => {
    const { id } = await createApiKey(database, { name: 'Leaked', scopes: [], operator: 'operator' });
    const start = { act: 'rotate', id, overlapMs: 60_000 } as const;
    expect(await carryOut(database, start, 'operator')).toMatchObject({ exitCode: 0 });
    await carryOut(database, { act: 'revoke', id }, 'operator');
    const { text } = await carryOut(database, { act: 'list' }, 'operator');
    expect(text).toMatch(/revoked 2\S+ +Leaked/);
    expect(text).not.toContain('two live secrets');
    await rows(`UPDATE vault.api_keys SET overlap_ends_at = now() - interval '1 second' WHERE id = '${id}'`);
    await watchApiKeys({ database, log });
    const actions = await rows(`SELECT action FROM audit_entries WHERE detail->>'key' = '${id}' ORDER BY id`);
    expect(actions.map(({ action }) => action)).toEqual(
      ['created', 'rotation_started', 'revoked'].map((act) => `api_key.${act}`),
    );
  });

  it('says which whole network a key has that was limited before 10.0.0.1/8 was refused', async () => {
    await rows(
      `INSERT INTO vault.api_keys (id, name, hash, networks) VALUES ('f00d', 'x', decode('00', 'hex'), '{10.0.0.1/8,::1}')`,
    );
    const { text } = await carryOut(database, { act: 'list' }, 'operator');
    expect(text).toContain('from 10.0.0.1/8 (all of 10.0.0.0/8) ::1\n');
    await rows(`DELETE FROM vault.api_keys WHERE id = 'f00d'`);
  });

  it('says that one secret lives where the first has ended by itself', async () => {
    const made = await carryOut(
      database,
      {
        act: 'create',
        name: 'x',
        scopes: ['tokens:read'],
        limits: { ...NO_LIMITS, quotaPerHour: 5, quotaRefuses: true },
      },
      'operator',
    );
    expect(made.text).toContain('Limits: quota 5, quota-refuses yes');
    const [, id = ''] = /^cwk_([0-9a-f]{16})_/.exec(made.text) ?? [];
    await carryOut(database, { act: 'rotate', id, overlapMs: 0 }, 'operator');
    const { text } = await carryOut(database, { act: 'list' }, 'operator');
    expect(text).toMatch(/one live secret, the second, made 2.*, never used; the first ended 2/);
    await carryOut(database, { act: 'revoke', id }, 'operator');
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
