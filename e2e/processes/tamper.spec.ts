import { expect, test } from '../harness/fixtures';
import { connect } from '../harness/flows';
import { expiredConnection, type Linked, vendHonestly } from '../harness/invariants';
import type { Stack } from '../harness/stack';
import {
  bytesOf,
  expectEditRefused,
  expectRefused,
  flipped,
  pick,
  restore,
  rowOf,
  write,
} from '../harness/tampering';

/** Promise 5, read through the vend endpoint; the refresh token has tamper-refresh.spec.ts. */
const SEALED = ['access', 'refresh', 'wrapped_key'] as const;
const CONTEXT = ['key_id', 'client_id', 'wise_user_id', 'profile_id'] as const;
const CONTEXT_REFUSALS: Partial<Record<(typeof CONTEXT)[number], string[]>> = {
  // another client id than the configured one is refused before the record is even opened
  client_id: ['RECORD_REFUSED', 'CONFIGURATION_WRONG'],
  key_id: ['KEY_UNKNOWN'],
};

async function linkedCustomer(stack: Stack, name: string): Promise<Linked & { customerId: string }> {
  const { id: customerId, browser } = await stack.customer(name);
  const user = stack.sandbox.newUser();
  return { id: await connect(stack, browser, user), user, customerId };
}

test.describe('promise 5: a changed record is refused, never opened', () => {
  test('each byte of the access token and of its wrapped key, flipped by one bit', async ({ stack }) => {
    const linked = await linkedCustomer(stack, 'Flipped');
    const row = await rowOf(stack, linked);
    for (const column of ['access', 'wrapped_key']) {
      const bytes = bytesOf(row, column);
      for (let at = 0; at < bytes.length; at += 1) {
        await write(stack, linked, { [column]: flipped(bytes, at) });
        await expectRefused(stack, linked, `${column}, byte ${at}`);
      }
      await write(stack, linked, { [column]: bytes });
    }
    expect((await vendHonestly(stack, linked)).status).toBe(200);
  });

  test('each character of the context it is bound to', async ({ stack }) => {
    const linked = await linkedCustomer(stack, 'Context');
    const row = await rowOf(stack, linked);
    for (const column of CONTEXT) {
      const text = String(row[column]);
      const codes = CONTEXT_REFUSALS[column] ?? ['RECORD_REFUSED'];
      for (let at = 0; at < text.length; at += 1) {
        const other = text[at] === '7' ? '8' : '7';
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        await write(stack, linked, { [column]: changed });
        await expectRefused(stack, linked, `${column} ${changed}`, codes);
      }
      await write(stack, linked, { [column]: text });
    }
    await expectEditRefused(stack, linked, 'an empty profile', { profile_id: '' });
    await expectEditRefused(stack, linked, 'the other environment', { environment: 'production' }, [
      'RECORD_REFUSED',
      'CONFIGURATION_WRONG',
    ]);
    for (const step of [-1, 1, 1_000]) {
      const version = String(BigInt(String(row.version)) + BigInt(step));
      await expectEditRefused(stack, linked, `version ${version}`, { version });
    }
    expect((await vendHonestly(stack, linked)).status).toBe(200);
  });

  test('another customer or profile in the row, and two rows swapped in part or in whole', async ({
    stack,
  }) => {
    const [one, two] = [await linkedCustomer(stack, 'Swap One'), await linkedCustomer(stack, 'Swap Two')];
    const [rowOne, rowTwo] = [await rowOf(stack, one), await rowOf(stack, two)];
    const swaps = [
      ['customer_id'],
      ['profile_id'],
      ['wise_user_id'],
      ['customer_id', 'profile_id', 'wise_user_id'],
      ['access'],
      ['wrapped_key'],
      ['access', 'wrapped_key', 'key_id'],
      ['access', 'refresh', 'wrapped_key', 'key_id', 'version'],
      ['access', 'refresh', 'wrapped_key', 'key_id', 'version', 'customer_id', 'profile_id', 'wise_user_id'],
    ];
    for (const columns of swaps) {
      const what = `swapped ${columns.join(', ')}`;
      for (const [target, source, foreign] of [
        [one, two, rowTwo],
        [two, one, rowOne],
      ] as const) {
        // one live grant per Wise profile is a unique index: the other row has to make room first
        await write(stack, source, { profile_id: 'elsewhere' });
        await expectEditRefused(stack, target, what, pick(foreign, columns));
        await restore(stack, source, foreign);
      }
    }
    await expectEditRefused(stack, one, 'the refresh token in the place of the access token', {
      access: rowOne.refresh,
    });
    expect((await vendHonestly(stack, one)).status).toBe(200);
    expect((await vendHonestly(stack, two)).status).toBe(200);
  });

  test('fields emptied, nulled, cut short and made longer, down to a tag of 4 bytes', async ({ stack }) => {
    const linked = await linkedCustomer(stack, 'Shortened');
    const row = await rowOf(stack, linked);
    const refused = ['RECORD_REFUSED'];
    await expectEditRefused(stack, linked, 'access null', { access: null }, refused);
    for (const column of ['access', 'wrapped_key'] as const) {
      const bytes = bytesOf(row, column);
      const lengths = [
        0,
        1,
        12,
        16,
        28,
        bytes.length - 12,
        bytes.length - 8,
        bytes.length - 4,
        bytes.length - 1,
      ];
      for (const length of lengths.filter((each) => each >= 0)) {
        await expectEditRefused(stack, linked, `${column} of ${length} bytes`, {
          [column]: bytes.subarray(0, length),
        });
      }
      await expectEditRefused(stack, linked, `${column} with one byte more`, {
        [column]: Buffer.concat([bytes, Buffer.from([0])]),
      });
    }
    await expectEditRefused(stack, linked, 'a plain token in place of the sealed one', {
      access: Buffer.from(stack.sandbox.liveAccessOf(linked.user)[0] ?? ''),
    });
    await expectEditRefused(stack, linked, 'an unknown key', { key_id: 'no-such-key' }, ['KEY_UNKNOWN']);
    expect((await vendHonestly(stack, linked)).status).toBe(200);
  });

  test('older ciphertext of the same row, put back after a refresh', async ({ stack }) => {
    const { browser } = await stack.customer('Rolled Back');
    const linked = await expiredConnection(stack, 'Rolled Back', (user) => connect(stack, browser, user));
    const old = await rowOf(stack, linked);
    expect((await vendHonestly(stack, linked)).status).toBe(200);
    for (const columns of [['access'], ['access', 'wrapped_key'], [...SEALED, 'key_id']]) {
      await expectEditRefused(stack, linked, `older ${columns.join(', ')}`, pick(old, columns));
    }
    expect((await vendHonestly(stack, linked)).status).toBe(200);
  });

  test('a refused record raises an alarm', async ({ stack }) => {
    const linked = await linkedCustomer(stack, 'Alarmed');
    const row = await rowOf(stack, linked);
    await expectEditRefused(stack, linked, 'one byte', { access: flipped(bytesOf(row, 'access'), 20) });
    const alarms = await stack.database.owner("SELECT id FROM alarms WHERE code = 'record_refused'");
    expect(alarms.length).toBeGreaterThan(0);
  });
});
