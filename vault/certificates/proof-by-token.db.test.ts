import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchange, exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { startRecovery } from '#vault/testing/start-recovery';
import { newWiseUser } from '#vault/testing/wise-users';
import { startCertificateWatch } from './watch-certificates';

// Wise answers a call without a token 401, and a gateway may answer a refused certificate so (decision 101).

const LONG_MS = 30_000;

let harness: Harness;
let files: MtlsFiles;
let vault: VaultContext;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(async () => {
  files = await MtlsFiles.make(harness);
  vault = harness.vault({ deadlines: UNHURRIED, env: files.settings });
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  files.remove();
  files.revokeAll();
  harness.reset();
});
afterAll(() => harness.close());

const watch = () => stops.push(startCertificateWatch(vault));
const alarmIs = (...codes: string[]) =>
  until(`alarms: ${codes.join()}`, async () => (await harness.openAlarms()).join() === codes.join());
const refresh = async (id: string) => (await refreshGrant(vault, id, { why: 'check' })).kind;
const newAttempt = async () => attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));

it.each(['401', '401-page'] as const)(
  'between two looks (%s): the refresh that meets it leaves its tokens in use, and the next look is the alarm',
  async (mtlsRefusal) => {
    harness.emulator.state.settings.merge({ mtlsRefusal });
    const linked = await harness.link(vault);
    files.revoke();
    expect(await refresh(linked.id)).toBe('unavailable');
    expect(await harness.grant(linked)).toMatchObject({ state: 'settled' });
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
    // looks at once, and stops when it has looked
    await startCertificateWatch(vault)();
    expect(await harness.openAlarms()).toEqual(['client_certificate_refused']);
    await expectStillConnected(harness, linked);
    watch();
    files.put(await files.newIdentity());
    await until('a refresh', async () => (await refresh(linked.id)) === 'refreshed');
    await alarmIs();
  },
);

it.each(['401', '403'] as const)(
  'after the code was answered (%s): whose grant it is waits until it works, and nobody else is touched',
  async (mtlsRefusal) => {
    // at once, where a refusal to say whose token it is were believed
    vault = harness.vault({ deadlines: { ...UNHURRIED, notAllowedPatienceMs: 0 }, env: files.settings });
    const linked = await harness.link(vault);
    const attempt = await attemptOf(harness, linked.customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    const answer = exchange(vault, attempt, LONG_MS);
    await until('Wise has the code', () => held.waiting === 1);
    harness.emulator.state.settings.merge({ mtlsRefusal });
    files.revoke();
    harness.release(held);
    watch();
    stops.push(startRecovery(vault));
    await alarmIs('client_certificate_refused');
    await until('it is received', async () => (await exchangeRow(harness, attempt))?.state === 'received');
    files.put(await files.newIdentity());
    expect(await answer).toMatchObject({ state: 'connected' });
    expect(await harness.grant(linked)).toMatchObject({ state: 'settled' });
  },
);

describe('a token of our own that proves the certificate (decision 101)', () => {
  const ownTokenCalls = () =>
    harness.events('token.request').filter(({ grantType }) => grantType === 'client_credentials').length;

  it('is asked for once while its word is new, whoever connects; a call that lacks a token is no refusal', async () => {
    const proofs = { certificateProofMs: LONG_MS, certificateLookMs: LONG_MS };
    vault = harness.vault({ deadlines: { ...UNHURRIED, ...proofs }, env: files.settings });
    const before = ownTokenCalls();
    await startCertificateWatch(vault)();
    for (const _ of [1, 2])
      expect((await exchange(vault, await newAttempt(), LONG_MS)).state).toBe('connected');
    expect(ownTokenCalls()).toBe(before + 1);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('is not to be had: a client without them connects, and nobody is alarmed', async () => {
    const body = JSON.stringify({ error: 'unauthorized_client' });
    harness.plant({ endpoint: 'token:client_credentials', kind: 'answer', status: 400, body, count: 'all' });
    expect((await exchange(vault, await newAttempt(), LONG_MS)).state).toBe('connected');
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('is refused to our secret: the code waits for that, with the secret’s alarm', async () => {
    const body = JSON.stringify({ error: 'invalid_client' });
    harness.plant({ endpoint: 'token:client_credentials', kind: 'answer', status: 401, body, count: 'all' });
    const attempt = await newAttempt();
    const answer = exchange(vault, attempt, LONG_MS);
    await until('it is held', async () => (await exchangeRow(harness, attempt))?.isHeld === true);
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
    expect(sendingsOf(harness, attempt)).toEqual([]);
    harness.reset();
    expect(await answer).toMatchObject({ state: 'connected' });
    await alarmIs();
  });
});
