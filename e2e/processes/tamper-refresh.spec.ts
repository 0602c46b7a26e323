import type { WiseUser } from 'wise-emulator';
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
} from '../harness/tampering';
import { until } from '../harness/until';

type Expired = Linked & { customerId: string };

/** Its access token is over, so the next vend has to open the refresh token. */
async function expiredCustomer(stack: Stack, name: string): Promise<Expired> {
  const { id: customerId, browser } = await stack.customer(name);
  const linked = await expiredConnection(stack, name, (user) => connect(stack, browser, user));
  return { ...linked, customerId };
}

/** Refresh calls with a token of these users, or with anything that Wise never gave to anybody. */
function refreshCalls(stack: Stack, users: readonly WiseUser[], since: number): unknown[] {
  const issued = new Set(stack.sandbox.events('token.issued').map((event) => event.refreshToken));
  const unknown = stack.sandbox
    .events('token.request', since)
    .filter((event) => event.grantType === 'refresh_token' && !issued.has(event.refreshToken ?? ''));
  return [...unknown, ...users.flatMap((user) => stack.sandbox.refreshCallsOf(user, since))];
}

/** The row as it was opens after all, by one refresh: what was refused before was the edit, nothing else. */
async function expectIntact(stack: Stack, linked: Linked, since: number): Promise<void> {
  expect((await vendHonestly(stack, linked)).status).toBe(200);
  expect(refreshCalls(stack, [linked.user], since)).toHaveLength(1);
}

test.describe('promise 5: a changed refresh token is refused, and nothing is sent to Wise', () => {
  test('each byte, flipped by one bit', async ({ stack }) => {
    const linked = await expiredCustomer(stack, 'Flipped Refresh');
    const since = stack.sandbox.now;
    const row = await rowOf(stack, linked);
    const bytes = bytesOf(row, 'refresh');
    for (let at = 0; at < bytes.length; at += 1) {
      await restore(stack, linked, { ...row, refresh: flipped(bytes, at) });
      await expectRefused(stack, linked, `refresh, byte ${at}`);
    }
    expect(refreshCalls(stack, [linked.user], since)).toEqual([]);
    await restore(stack, linked, row);
    await expectIntact(stack, linked, since);
  });

  test('nulled, emptied, cut short down to a tag of 4 bytes, made longer, and plain', async ({ stack }) => {
    const linked = await expiredCustomer(stack, 'Shortened Refresh');
    const since = stack.sandbox.now;
    const row = await rowOf(stack, linked);
    const bytes = bytesOf(row, 'refresh');
    await expectEditRefused(stack, linked, 'refresh null', { refresh: null });
    await expectEditRefused(stack, linked, 'both null', { access: null, refresh: null });
    // 2 header, 12 nonce, 16 tag: of 30 bytes none is ciphertext
    const cuts = [0, 1, 2, 14, 30, ...[12, 8, 4, 1].map((missing) => bytes.length - missing)];
    for (const length of cuts) {
      await expectEditRefused(stack, linked, `refresh of ${length} bytes`, {
        refresh: bytes.subarray(0, length),
      });
    }
    await expectEditRefused(stack, linked, 'refresh with one byte more', {
      refresh: Buffer.concat([bytes, Buffer.from([0])]),
    });
    const plain = stack.sandbox.issuedTo(linked.user).at(-1)?.refreshToken ?? '';
    expect(plain).not.toBe('');
    await expectEditRefused(stack, linked, 'the plain token', { refresh: Buffer.from(plain) });
    await expectEditRefused(stack, linked, 'the access token in its place', { refresh: row.access });
    expect(refreshCalls(stack, [linked.user], since)).toEqual([]);
    await expectIntact(stack, linked, since);
  });

  test('its wrapped key, key id and version', async ({ stack }) => {
    const linked = await expiredCustomer(stack, 'Rekeyed Refresh');
    const since = stack.sandbox.now;
    const row = await rowOf(stack, linked);
    const key = bytesOf(row, 'wrapped_key');
    for (const [what, wrapped_key] of [
      ['flipped', flipped(key, 7)],
      ['cut', key.subarray(0, -1)],
      ['emptied', Buffer.alloc(0)],
    ] as const) {
      await expectEditRefused(stack, linked, `wrapped key ${what}`, { wrapped_key });
    }
    await expectEditRefused(stack, linked, 'an unknown key', { key_id: 'no-such-key' }, ['KEY_UNKNOWN']);
    for (const step of [-1, 1]) {
      const version = String(BigInt(String(row.version)) + BigInt(step));
      await expectEditRefused(stack, linked, `version ${version}`, { version });
    }
    expect(refreshCalls(stack, [linked.user], since)).toEqual([]);
    await expectIntact(stack, linked, since);
  });

  test('another row’s, alone or with its key, and another customer or profile', async ({ stack }) => {
    const one = await expiredCustomer(stack, 'Refresh One');
    const two = await expiredCustomer(stack, 'Refresh Two');
    const since = stack.sandbox.now;
    const rows = { one: await rowOf(stack, one), two: await rowOf(stack, two) };
    const swaps = [
      ['refresh'],
      ['refresh', 'wrapped_key', 'key_id'],
      ['refresh', 'access', 'wrapped_key', 'key_id', 'version'],
      ['refresh', 'access', 'wrapped_key', 'key_id', 'version', 'customer_id', 'profile_id'],
      ['wrapped_key'],
      ['customer_id'],
      ['profile_id'],
      ['wise_user_id'],
    ];
    for (const columns of swaps) {
      const what = `swapped ${columns.join(', ')}`;
      await expectEditRefused(stack, one, what, pick(rows.two, columns));
      await expectEditRefused(stack, two, what, pick(rows.one, columns));
    }
    await expectEditRefused(stack, one, 'an empty profile', { profile_id: '' });
    expect(refreshCalls(stack, [one.user, two.user], since)).toEqual([]);
    await expectIntact(stack, one, since);
    await expectIntact(stack, two, since);
  });

  test('another customer or profile in the connection and in the grant alike', async ({ stack }) => {
    const linked = await expiredCustomer(stack, 'Moved');
    const { id: other } = await stack.customer('Moved To');
    const since = stack.sandbox.now;
    const row = await rowOf(stack, linked);
    const move = (column: string, to: unknown) =>
      stack.database.owner(`UPDATE connections SET ${column} = $2 WHERE id = $1`, [linked.id, to]);
    const edits = { customer_id: other, profile_id: 'elsewhere' };
    for (const [column, value] of Object.entries(edits)) {
      await expect(move(column, value), column).rejects.toThrow('keeps its customer');
    }
    // an owner can switch the trigger off; then both rows agree, and only what is sealed in tells whose token it is
    await stack.database.owner('ALTER TABLE connections DISABLE TRIGGER connections_final');
    try {
      for (const [column, value] of Object.entries(edits)) {
        await move(column, value);
        await expectEditRefused(stack, linked, `${column} in both rows`, { [column]: value });
        await move(column, row[column]);
      }
    } finally {
      await stack.database.owner('ALTER TABLE connections ENABLE TRIGGER connections_final');
    }
    expect(refreshCalls(stack, [linked.user], since)).toEqual([]);
    await expectIntact(stack, linked, since);
  });

  test('an older one of the same row, alone or with its key, put back after a refresh', async ({ stack }) => {
    const linked = await expiredCustomer(stack, 'Older Refresh');
    const old = await rowOf(stack, linked);
    stack.sandbox.set({ accessTokenSeconds: 2 });
    await stack.partner.vend(linked.id);
    stack.sandbox.set({ accessTokenSeconds: 43_199 });
    await until(
      'the refreshed token has expired',
      () => stack.sandbox.liveAccessOf(linked.user).length === 0,
    );
    expect(BigInt(String((await rowOf(stack, linked)).version))).toBeGreaterThan(BigInt(String(old.version)));
    const since = stack.sandbox.now;
    for (const columns of [
      ['refresh'],
      ['refresh', 'wrapped_key', 'key_id'],
      ['refresh', 'access', 'wrapped_key', 'key_id'],
    ]) {
      await expectEditRefused(stack, linked, `older ${columns.join(', ')}`, pick(old, columns));
    }
    expect(refreshCalls(stack, [linked.user], since)).toEqual([]);
    await expectIntact(stack, linked, since);
  });
});
