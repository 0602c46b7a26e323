import { Agent } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPreset, findPreset } from 'wise-emulator';
import { getIdentity } from 'wise-emulator/testing';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { connectionsOf, exchange, liveAccessOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { refreshGrant } from './refresh';
import { vend } from './vend';

const LONG_MS = 30_000;

let harness: Harness;
let vault: VaultContext;
let agent: Agent;

/** A vault that calls the mTLS host of Wise; the certificate stands in for the product's own, which comes later. */
beforeAll(async () => {
  harness = await Harness.start();
  const { mtls, url } = harness.emulator;
  const { key, cert } = await getIdentity(url, harness.env().WISE_SANDBOX_CLIENT_ID ?? '');
  // no connection is kept: each call has to look at the certificate
  agent = new Agent({ connect: { ca: mtls.caCertificate, key, cert }, pipelining: 0 });
  vault = harness.vault({
    deadlines: UNHURRIED,
    env: { WISE_SANDBOX_API_URL: mtls.url },
    transport: () => ({ dispatcher: () => agent, close: () => agent.close() }),
  });
});
afterAll(() => harness.close());

function play(id: string): void {
  const preset = findPreset(id);
  if (preset) applyPreset(harness.emulator.state, preset);
}

const refresh = (id: string) => refreshGrant(vault, id, { why: 'check' });

it('Wise’s certificate has expired: nothing is sent, what was stored stays good, and a new attempt says that Wise is not available', async () => {
  const linked = await harness.link(vault);
  expect((await refresh(linked.id)).kind).toBe('refreshed');

  play('certificate-expired');
  const calls = harness.events('token.request').length;
  expect((await refresh(linked.id)).kind).toBe('unavailable');
  expect(await harness.grant(linked)).toMatchObject({ state: 'settled' });
  expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
  expect((await vend(vault, linked.id)).access.reveal()).toBe(liveAccessOf(harness, linked.user.id)[0]);
  const customerId = await newCustomer(harness);
  const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  expect(await exchange(vault, attempt, LONG_MS)).toMatchObject({
    state: 'failed',
    reason: 'wise_unavailable',
  });
  expect(await connectionsOf(harness, customerId)).toEqual([]);
  expect(harness.events('token.request')).toHaveLength(calls);

  play('as-documented');
  expect((await refresh(linked.id)).kind).toBe('refreshed');
  expect(harness.events('token.refused')).toEqual([]);
});
