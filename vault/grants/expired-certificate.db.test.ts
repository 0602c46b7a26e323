import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPreset, findPreset } from 'wise-emulator';
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
let vault: VaultContext;
/** Has no connection to Wise yet: each call looks at the certificate. */
let started: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  files = await MtlsFiles.make(harness);
  const make = () => harness.vault({ deadlines: UNHURRIED, env: files.settings });
  [vault, started] = [make(), make()];
});
afterAll(async () => {
  await harness.close();
  files.remove();
});

function play(id: string): void {
  const preset = findPreset(id);
  if (preset) applyPreset(harness.emulator.state, preset);
}

const refresh = (by: VaultContext, id: string) => refreshGrant(by, id, { why: 'check' });

it('Wise’s certificate has expired: nothing is sent, what was stored stays good, and a new attempt says that Wise is not available', async () => {
  const linked = await harness.link(vault);
  expect((await refresh(vault, linked.id)).kind).toBe('refreshed');

  play('certificate-expired');
  const calls = harness.events('token.request').length;
  expect((await refresh(started, linked.id)).kind).toBe('unavailable');
  expect(await harness.grant(linked)).toMatchObject({ state: 'settled' });
  expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
  expect((await vend(started, linked.id)).access.reveal()).toBe(liveAccessOf(harness, linked.user.id)[0]);
  const customerId = await newCustomer(harness);
  const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  expect(await exchange(started, attempt, LONG_MS)).toMatchObject({
    state: 'failed',
    reason: 'wise_unavailable',
  });
  expect(await connectionsOf(harness, customerId)).toEqual([]);
  expect(harness.events('token.request')).toHaveLength(calls);

  play('as-documented');
  expect((await refresh(started, linked.id)).kind).toBe('refreshed');
  expect(harness.events('token.refused')).toEqual([]);
});
