import { afterAll, beforeAll, expect, it } from 'vitest';
import { carryOut, type Order, readOrder, USAGE } from '#cli/keys';
import { until } from '#test/until';
import { auditKeys } from '#vault/audit/audit-keys';
import { sealEntries } from '#vault/audit/seal-entries';
import { verifyCommand } from '#vault/audit/verify-command';
import { vend } from '#vault/grants/vend';
import { openKeyRing } from '#vault/keys/key-ring';
import { rewrapRecords } from '#vault/rewrap/rewrap-records';
import { readOpenRun } from '#vault/rewrap/run-row';
import type { VaultContext } from '#vault/runtime/context';
import { ROOT_KEY } from '#vault/testing/fake-root';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { startRingKeys } from '#vault/testing/watched-ring';

const env = { VAULT_ROOT_KEY: ROOT_KEY };

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

const vault = () => harness.vault({ deadlines: UNHURRIED, env });
/** As the command does, with a ring as VAULT_KEYS has it. */
const ask = (...words: string[]) => {
  const order = readOrder(words);
  if ('problem' in order) throw new Error(order.problem);
  return carryOut(vault(), order, 'ann');
};

it('npm run keys leads from VAULT_KEYS to another key, and destroys the old one; tokens are issued and the audit trail verifies', async () => {
  const running: VaultContext = vault();
  let stop = await startRingKeys(running);
  const linked = await harness.link(running);
  const before = new Date();
  expect((await ask('list')).text).toBe('k1: active; VAULT_KEYS');
  expect((await ask('retire', 'k1', '--compromised')).text).toContain('keys -- add --import k1');
  expect((await ask('add', '--import', 'k9')).text).toContain('VAULT_KEYS has no key k9');
  expect(await ask('add', '--import', 'k1')).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining('active'),
  });
  await sealEntries(running.database.pool, auditKeys(running.ring));

  const rotated = await ask('rotate', 'r9');
  expect(rotated).toMatchObject({ exitCode: 1, text: 'The database has no ring key r9.' });
  expect((await ask('add', 'r2')).exitCode).toBe(0);
  const done = await ask('rotate');
  expect(done).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining('r2 seals new records now; k1 only opens'),
  });
  expect((await ask('destroy', 'k1')).text).toContain('--yes k1');
  expect((await ask('destroy', 'k1', '--yes', 'k1')).text).toContain('1 records are sealed under k1');
  await until('the vault seals with it', () => running.ring.primary === 'r2');
  await until('the records are moved', async () => {
    await rewrapRecords(running, {}, new AbortController().signal);
    return (await readOpenRun(harness.owner)) === undefined;
  });
  expect((await ask('destroy', 'k1', '--yes', 'k1')).text).toContain('have it in VAULT_KEYS');

  await stop();
  const moved = harness.vault({ deadlines: UNHURRIED, env, ring: openKeyRing(undefined) });
  stop = await startRingKeys(moved);
  expect((await ask('destroy', 'k1', '--yes', 'k1')).text).toContain('60 minutes later');
  await harness.owner.query(
    `UPDATE vault.ring_keys SET retired_at = retired_at - interval '1 hour' WHERE id = 'k1'`,
  );
  expect(await ask('destroy', 'k1', '--yes', 'k1')).toMatchObject({ exitCode: 0 });
  await until('the vault drops it', () => !moved.ring.keys.has('k1'));
  expect(harness.isLive((await vend(moved, linked.id)).access)).toBe(true);

  await sealEntries(moved.database.pool, auditKeys(moved.ring));
  const { VAULT_DATABASE_URL, VAULT_KEYS: _gone, ...rest } = harness.settings(env);
  expect(await verifyCommand({ ...rest, VAULT_DATABASE_URL })).toMatchObject({ exitCode: 0 });

  const status = JSON.parse((await ask('status', '--json')).text);
  expect(status.root).toEqual({ provider: 'env', health: 'works' });
  expect(status.keys).toMatchObject([
    { id: 'k1', state: 'destroyed', records: 0, heldBy: [] },
    { id: 'r2', state: 'active', records: 1, heldBy: [moved.owner] },
  ]);
  const opened = async (key: string, from: Date, to: Date) =>
    JSON.parse(
      (await ask('exposure', '--key', key, '--from', from.toISOString(), '--to', to.toISOString(), '--json'))
        .text,
    ).connectionIds;
  expect(await opened('k1', before, new Date())).toEqual([linked.id]);
  expect(await opened('r2', before, new Date())).toEqual([linked.id]);
  expect(await opened('r2', new Date(0), new Date(before.getTime() - 60_000))).toEqual([]);
  await stop();
});

it('no record gets a destroyed key any more, whoever writes it', async () => {
  await expect(harness.owner.query(`UPDATE vault.grants SET key_id = 'k1'`)).rejects.toThrow(
    'ring key k1 is destroyed',
  );
});

it('a destroyed key comes back by no act, and an active one is not activated twice', async () => {
  expect(await ask('rotate', 'k1')).toMatchObject({
    exitCode: 1,
    text: 'k1 cannot become active: it is destroyed.',
  });
  expect(await ask('retire', 'k1')).toMatchObject({ exitCode: 1, text: 'k1 is destroyed.' });
  expect(await ask('rotate', 'r2')).toMatchObject({
    exitCode: 1,
    text: 'r2 cannot become active: it is active.',
  });
});

it('a compromised key only opens, and never becomes active again', async () => {
  expect((await ask('add', 'r3')).exitCode).toBe(0);
  expect((await ask('retire', 'r3', '--compromised')).text).toBe(
    'r3 only opens. It is marked as compromised.',
  );
  expect((await ask('rotate', 'r3')).text).toBe('r3 cannot become active: it is compromised.');
  expect((await ask('list')).text).toMatch(/r3: decrypt_only .*COMPROMISED/);
  const { rows } = await harness.owner.query(
    `SELECT action FROM audit_entries WHERE actor_id = 'ann' AND action LIKE 'ring_key.%' ORDER BY id`,
  );
  expect(rows.map(({ action }) => action.replace('ring_key.', ''))).toEqual([
    ...['imported', 'added', 'retired', 'activated', 'destroyed', 'added', 'marked_compromised', 'retired'],
  ]);
});

it('says with its exit code whether a key was marked, and what is next', async () => {
  expect(await ask('retire', 'r2')).toMatchObject({
    exitCode: 1,
    text: expect.stringContaining('r2 seals new records; nothing was changed'),
  });
  expect((await ask('list')).text).not.toMatch(/r2: .*COMPROMISED/);
  // a second time too: a script that goes on from here must not stop in the middle of a breach
  for (const _time of [1, 2])
    expect(await ask('retire', 'r2', '--compromised')).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(
        /^r2 is marked as compromised\. .*now npm run keys -- rotate .* rewrap --re-encrypt\.$/,
      ),
    });
  expect((await ask('list')).text).toMatch(/r2: active .*COMPROMISED/);
  const { rows } = await harness.owner.query(
    `SELECT FROM audit_entries WHERE action = 'ring_key.marked_compromised' AND detail->>'ringKey' = 'r2'`,
  );
  expect(rows, 'one mark').toHaveLength(1);
});

it('rotates, and has the records moved, when the root key goes away just before', async () => {
  const running = harness.vault({ deadlines: UNHURRIED, env, ring: openKeyRing(undefined) });
  const stop = await startRingKeys(running);
  expect((await ask('add', 'r4')).exitCode).toBe(0);
  await until('the vault has opened it', () => running.ring.keys.has('r4'));
  const away = harness.vault({ env: { VAULT_ROOT_KEY: `root-2:${Buffer.alloc(32, 8).toString('base64')}` } });
  expect(await carryOut(away, { act: 'rotate', id: 'r4' }, 'ann')).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining('r4 seals new records now; r2 only opens'),
  });
  expect(await readOpenRun(harness.owner)).toMatchObject({ keyId: 'r4' });
  await stop();
});

it('does not say of a mistyped key that it opened nothing', async () => {
  const times = ['--from', '2026-11-01', '--to', '2026-11-02'];
  for (const json of [[], ['--json']])
    expect(await ask('exposure', '--key', 'r22', ...times, ...json)).toEqual({
      exitCode: 1,
      text: expect.stringContaining('No key here is called r22'),
    });
  await harness.owner.query(`DELETE FROM vault.ring_keys WHERE id = 'k1'`);
  expect(await ask('exposure', '--key', 'k1', ...times)).toMatchObject({ exitCode: 0 });
});

it.each([['nothing'], ['destroy'], ['list', 'k1'], ['rotate', '--yes', 'k1'], ['add', 'K1']])(
  'refuses %s %s',
  (...words: (string | undefined)[]) => {
    const order: Order | { problem: string } = readOrder(words.filter((word) => word !== undefined));
    expect(order).toEqual({ problem: USAGE });
  },
);

it.each([
  [['--key', 'K1', '--from', '2026-11-01', '--to', '2026-11-02'], '--key must be a key id'],
  [['--key', 'k1'], '--from and --to are times'],
  // of which zone? and a year, to `Date`
  [['--key', 'k1', '--from', '2026-11-20T00:00', '--to', '2026-11-28'], '--from and --to are times'],
  [['--key', 'k1', '--from', '1', '--to', '2026-11-28'], '--from and --to are times'],
  [['--key', 'k1', '--from', '2026-02-30T00:00Z', '--to', '2026-11-28'], '--from and --to are times'],
  [['--key', 'k1', '--from', '2026-11-02', '--to', '2026-11-01'], '--from must not be after --to'],
])('says what is wrong with exposure %j', (words, problem) => {
  expect(readOrder(['exposure', ...words])).toEqual({ problem: `${problem}\n${USAGE}` });
});
