import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startCredentialWatch } from '#vault/credentials/watch';
import { readExchange, waitForExchange } from '#vault/exchanges/read-exchange';
import { startExchange } from '#vault/exchanges/start-exchange';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { startVault, type Vault } from '#vault/server';
import { attemptOf, type Claimed, newCustomer } from '#vault/testing/attempts';
import { exchange, exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { NOTHING_FAILED, startTraffic } from '#vault/testing/traffic';
import { revokeSecret, rotateSecret } from '#vault/testing/wise-secrets';
import { newWiseUser } from '#vault/testing/wise-users';

const OLD = 'a secret: with / and +';
/** A minute of production is a second here; the rotation itself has no other clock. */
const QUICK = {
  ...UNHURRIED,
  ...{ canaryMs: 700, canaryRefusedMs: 80, secretFilesMs: 20, secretSettleMs: 300, secretProofMs: 0 },
  ...{ secretProofWaitMs: 3_000, holdPauseMs: 50 },
};

let harness: Harness;
let folder: string;
const stops: (() => Promise<void>)[] = [];
const file = (name: 'current' | 'next') => path.join(folder, name);

beforeEach(async () => {
  harness = await Harness.start();
  harness.emulator.state.settings.merge({ rateLimits: false });
  folder = mkdtempSync(path.join(tmpdir(), 'connect-secrets-'));
  writeFileSync(file('current'), OLD);
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await harness.close();
  rmSync(folder, { recursive: true });
});

const inFiles = () => ({
  WISE_SANDBOX_CLIENT_SECRET: '',
  WISE_SANDBOX_CLIENT_SECRET_FILE: file('current'),
  WISE_SANDBOX_CLIENT_SECRET_NEXT_FILE: file('next'),
});

async function watched(deadlines = {}): Promise<VaultContext> {
  const vault = harness.vault({ env: inFiles(), deadlines: { ...QUICK, ...deadlines } });
  await vault.credentials.watch(vault.wise.all);
  stops.push(startCredentialWatch(vault));
  await until('the old secret works', () => standing(vault) === 'works');
  return vault;
}

/** With its listeners, and all its loops. */
async function watchedServer(): Promise<Vault> {
  const vault = await startVault(harness.env(inFiles()), { deadlines: QUICK });
  stops.push(() => vault.close());
  await until('the old secret works', () => standing(vault.ctx) === 'works');
  return vault;
}

const inUse = (vault: VaultContext) => vault.wise.all[0]?.secrets.inUse().reveal();
function standing(vault: VaultContext) {
  const [client] = vault.wise.all;
  return client && vault.credentials.standing(client);
}
const newAttempt = async () => attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));

describe('promise 13: a planned rotation of the client secret', () => {
  it('fails no connect, no refresh, no vend and no call', async () => {
    const vaults = [await watchedServer(), await watchedServer()];
    const traffic = await startTraffic(harness, vaults);
    const { value } = rotateSecret(harness);
    writeFileSync(file('next'), value);
    await until('every vault uses the new one', () => vaults.every(({ ctx }) => inUse(ctx) === value));
    // no call with the old one is under way
    await traffic.more(0);
    revokeSecret(harness, OLD);
    writeFileSync(file('current'), value);
    writeFileSync(file('next'), '');
    await traffic.more(1);
    expect(await traffic.end()).toEqual(NOTHING_FAILED);
    expect(await harness.openAlarms()).toEqual([]);
  });
});

describe('the loss of the client secret', () => {
  async function lose(vault: VaultContext): Promise<Claimed[]> {
    const attempts = [await newAttempt(), await newAttempt()];
    revokeSecret(harness, OLD);
    for (const attempt of attempts) await startExchange(vault, attempt);
    await until('the alarm stands', async () => (await harness.openAlarms()).includes('wise_client_refused'));
    return attempts;
  }

  it('spends no code and demotes nobody: codes wait, live tokens are vended, and all goes on with a new secret', async () => {
    // no look but the one that a code asks for
    const vault = await watched({ canaryMs: 600_000 });
    const linked = await harness.link(vault);
    const { value } = rotateSecret(harness);
    const attempts = await lose(vault);
    for (const attempt of attempts) {
      expect(await readExchange(vault, attempt.attemptId)).toMatchObject({ state: 'sent' });
      expect(sendingsOf(harness, attempt)).toEqual([]);
      await until('its page can say that it waits for us', async () => {
        return (await exchangeRow(harness, attempt))?.isHeld === true;
      });
    }
    expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('unavailable');
    await expectStillConnected(harness, linked);
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);

    writeFileSync(file('current'), value);
    for (const attempt of attempts) {
      expect(await waitForExchange(vault, attempt.attemptId, 20_000)).toMatchObject({ state: 'connected' });
      expect(sendingsOf(harness, attempt)).toHaveLength(1);
    }
    await until('it refreshes', async () => {
      return (await refreshGrant(vault, linked.id, { why: 'check' })).kind === 'refreshed';
    });
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('ends a code that would be too old as our fault, unsent', async () => {
    const vault = await watched({ holdUnsentMs: 400 });
    for (const attempt of await lose(vault)) {
      expect(await waitForExchange(vault, attempt.attemptId, 20_000)).toMatchObject({
        state: 'failed',
        reason: 'client_refused',
      });
      expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: false });
      expect(sendingsOf(harness, attempt)).toEqual([]);
    }
  });

  it('is not believed of a refusal alone: with a secret that Wise takes, codes go out and the alarm stands', async () => {
    const vault = await watched();
    const linked = await harness.link(vault);
    const body = JSON.stringify({ error: 'invalid_client' });
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 401, body });
    expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('unavailable');
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
    vault.pauses.end('sandbox', performance.now());
    expect(await exchange(vault, await newAttempt(), 20_000)).toMatchObject({ state: 'connected' });
    await expectStillConnected(harness, linked);
  });

  it('keeps its alarm when a call that went out before it comes back with tokens', async () => {
    const vault = harness.vault();
    const early = await harness.link(vault);
    const late = await harness.link(vault);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const underWay = refreshGrant(vault, early.id, { why: 'check' });
    await until('Wise has it', () => held.waiting === 1);
    const body = JSON.stringify({ error: 'invalid_client' });
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 401, body });
    expect((await refreshGrant(vault, late.id, { why: 'check' })).kind).toBe('unavailable');
    harness.release(held);
    expect((await underWay).kind).toBe('refreshed');
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
  });
});
