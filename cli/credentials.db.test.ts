import { afterAll, beforeAll, expect, it } from 'vitest';
import { carryOut, type Order, readOrder, USAGE } from '#cli/credentials';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { revokeSecret, rotateSecret } from '#vault/testing/wise-secrets';

const OLD = 'a secret: with / and +';
const SWITCH = { act: 'switch', environment: 'sandbox' } as const;
const order = (act: 'status' | 'check', isJson = false): Order => ({ act, isJson });

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

const ask = (ctx: VaultContext, what: Order) => carryOut(ctx, what, 'credentials:ann');

it('npm run credentials leads through a rotation, and prints no secret', async () => {
  const plain = harness.vault({ deadlines: UNHURRIED });
  expect(await ask(plain, order('status'))).toEqual({
    exitCode: 1,
    text: [
      'sandbox, client ID acme-bank',
      '  WISE_SANDBOX_CLIENT_SECRET: Wise was not asked about it yet',
      '  WISE_SANDBOX_CLIENT_SECRET_NEXT: not set',
    ].join('\n'),
  });
  expect(await ask(plain, SWITCH)).toMatchObject({
    exitCode: 1,
    text: expect.stringContaining('is not set'),
  });

  const { value } = rotateSecret(harness);
  const env = { WISE_SANDBOX_CLIENT_SECRET_NEXT: value };
  const vault = harness.vault({ env, deadlines: { ...UNHURRIED, secretSettleMs: 0 } });
  const checked = await ask(vault, order('check', true));
  expect(checked.exitCode).toBe(0);
  expect(JSON.parse(checked.text).clients[0].secrets).toMatchObject([
    {
      name: 'WISE_SANDBOX_CLIENT_SECRET',
      isSet: true,
      verdict: 'works',
      isInUse: false,
      fileChangedAt: null,
    },
    { name: 'WISE_SANDBOX_CLIENT_SECRET_NEXT', isSet: true, verdict: 'works', isInUse: false },
  ]);
  expect((await ask(vault, SWITCH)).text).toContain('the vaults do not use it yet');

  const [client] = vault.wise.all;
  if (client) await vault.credentials.look(client);
  const status = await ask(vault, order('status'));
  expect(status.exitCode).toBe(0);
  expect(status.text).toMatch(/WISE_SANDBOX_CLIENT_SECRET_NEXT: works; in use since \d{4}-/);
  const switched = await ask(vault, SWITCH);
  expect(switched.exitCode).toBe(0);
  expect(switched.text).toContain('2. Put its value in the place of WISE_SANDBOX_CLIENT_SECRET,');
  const { rows } = await harness.owner.query(
    `SELECT actor_kind, actor_id FROM audit_entries WHERE action = 'client_secret.old_to_be_dropped'`,
  );
  expect(rows).toEqual([{ actor_kind: 'operator', actor_id: 'credentials:ann' }]);

  revokeSecret(harness, OLD);
  const late = await ask(plain, order('check'));
  expect([late.exitCode, late.text.includes('Wise refuses it')]).toEqual([1, true]);
  for (const { text } of [checked, status, switched, late]) {
    expect(text).not.toContain(value);
    expect(text).not.toContain(OLD);
  }
});

it('the next secret that Wise refuses is not recommended', async () => {
  const env = { WISE_SANDBOX_CLIENT_SECRET_NEXT: 'half of a sec' };
  const vault = harness.vault({ env, deadlines: UNHURRIED });
  expect(await ask(vault, SWITCH)).toMatchObject({
    exitCode: 1,
    text: expect.stringContaining('Wise refuses WISE_SANDBOX_CLIENT_SECRET_NEXT'),
  });
});

it.each([
  [['status'], { act: 'status', isJson: false }],
  [['check', '--json'], { act: 'check', isJson: true }],
  [['switch', 'sandbox'], SWITCH],
  [['switch'], { problem: USAGE }],
  [['switch', 'staging'], { problem: USAGE }],
  [['status', 'sandbox'], { problem: USAGE }],
  [[], { problem: USAGE }],
])('%j is read as it is meant', (words, read) => {
  expect(readOrder(words)).toEqual(read);
});
