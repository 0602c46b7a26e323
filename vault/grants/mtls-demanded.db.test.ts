import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { connectionsOf, exchange, liveAccessOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { newWiseUser } from '#vault/testing/wise-users';
import { refreshGrant } from './refresh';
import { vend } from './vend';

const LONG_MS = 30_000;

let harness: Harness;
let files: MtlsFiles;
/** Calls the plain host, as before Wise switched enforcement on for this client. */
let plain: VaultContext;
let overMtls: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  files = await MtlsFiles.make(harness);
  plain = harness.vault({ deadlines: UNHURRIED });
  overMtls = harness.vault({ deadlines: UNHURRIED, env: files.settings });
});
afterAll(async () => {
  await harness.close();
  files.remove();
});

it('Wise demands a client certificate that the vault does not show: nobody has to reconnect, and all goes on once it does', async () => {
  const linked = await harness.link(plain);
  files.demand(true);
  expect((await refreshGrant(plain, linked.id, { why: 'check' })).kind).toBe('unavailable');
  expect(await harness.grant(linked)).toMatchObject({ state: 'settled' });
  expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
  expect((await vend(plain, linked.id)).access.reveal()).toBe(liveAccessOf(harness, linked.user.id)[0]);

  const customerId = await newCustomer(harness);
  const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  expect(await exchange(plain, attempt, LONG_MS)).toMatchObject({
    state: 'failed',
    reason: 'wise_unavailable',
  });
  expect(await connectionsOf(harness, customerId)).toEqual([]);

  expect((await refreshGrant(overMtls, linked.id, { why: 'check' })).kind).toBe('refreshed');
  expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
});
