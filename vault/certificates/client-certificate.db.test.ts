import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CertificateAuthority, getIdentity } from 'wise-emulator/testing';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { startVault } from '#vault/server';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchange, exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { NOTHING_FAILED, startTraffic } from '#vault/testing/traffic';
import { newWiseUser } from '#vault/testing/wise-users';
import { startCertificateWatch } from './watch-certificates';

const LONG_MS = 30_000;
const DAY_MS = 86_400_000;

let harness: Harness;
let files: MtlsFiles & { identity: { id: string } };
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(async () => {
  files = await MtlsFiles.make(harness);
  vault = harness.vault({ deadlines: UNHURRIED, env: files.settings });
  files.demand(true);
  stop = startCertificateWatch(vault);
});
afterEach(async () => {
  await stop();
  files.remove();
  harness.reset();
  files.demand(false);
  files.revokeAll();
});
afterAll(() => harness.close());

const shown = () => vault.wise.all.at(0)?.transport.certificate?.current().fingerprint;
const alarms = async () =>
  (await harness.openAlarms()).filter((code) => code.startsWith('client_certificate'));
const refused = () => until('the alarm', async () => (await alarms()).includes('client_certificate_refused'));
const fine = () => until('no alarm', async () => (await alarms()).length === 0);
const refresh = (id: string) => refreshGrant(vault, id, { why: 'check' });

async function newAttempt() {
  return attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
}

describe('a good client certificate (design 4.15)', () => {
  it('connects, refreshes and vends over the mTLS host', async () => {
    const attempt = await newAttempt();
    const { state, connectionId } = await exchange(vault, attempt, LONG_MS);
    expect(state).toBe('connected');
    expect((await refresh(connectionId ?? '')).kind).toBe('refreshed');
    const { access } = await vend(vault, connectionId ?? '');
    expect(harness.isLive(access)).toBe(true);
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
    expect(await alarms()).toEqual([]);
  });
});

describe('a certificate that Wise refuses', () => {
  it('touches no connection, is an alarm, and all goes on with a new one in its files', async () => {
    const linked = await harness.link(vault);
    await until('it was looked at', fine);
    files.revoke();
    await refused();
    for (const mtlsRefusal of ['handshake', '401', '401-page', '403'] as const) {
      harness.emulator.state.settings.merge({ mtlsRefusal });
      expect((await refresh(linked.id)).kind).toBe('unavailable');
      await expectStillConnected(harness, linked);
    }
    expect((await vend(vault, linked.id)).access).toBeDefined();

    files.put(await files.newIdentity());
    await fine();
    await until('a refresh', async () => (await refresh(linked.id)).kind === 'refreshed');
    expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
  });

  // W14: with TLS 1.3 the refusal comes after the handshake, when head and body would have been written. And a 401 to
  // everything looks like Wise's own word for a call without a token (decision 101).
  it.each(['handshake', '401', '401-page', '403'] as const)(
    'during an exchange (%s) costs the customer nothing: the code is sent once it works, and once only',
    async (mtlsRefusal) => {
      harness.emulator.state.settings.merge({ mtlsRefusal });
      const attempt = await newAttempt();
      const linked = await harness.link(vault);
      files.revoke();
      const answer = exchange(vault, attempt, LONG_MS);
      await refused();
      await until('it is held', async () => (await exchangeRow(harness, attempt))?.isHeld === true);
      expect(sendingsOf(harness, attempt)).toEqual([]);
      expect((await refresh(linked.id)).kind).toBe('unavailable');
      await expectStillConnected(harness, linked);
      files.put(await files.newIdentity());
      expect(await answer).toMatchObject({ state: 'connected' });
      expect(sendingsOf(harness, attempt)).toHaveLength(1);
    },
  );

  it('does not hold a code for ever, nor a vault that stops', async () => {
    const hasty = harness.vault({ deadlines: { ...UNHURRIED, holdUnsentMs: 0 }, env: files.settings });
    const stopping = harness.vault({ deadlines: UNHURRIED, env: files.settings });
    files.revoke();
    const attempt = await newAttempt();
    expect(await exchange(hasty, attempt, LONG_MS)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    const held = await newAttempt();
    const answer = exchange(stopping, held, LONG_MS);
    await until('it is held', async () => (await exchangeRow(harness, held))?.state === 'sent');
    await stopping.tasks.drain(LONG_MS);
    expect(await answer).toMatchObject({ state: 'failed', reason: 'wise_unavailable' });
    expect([sendingsOf(harness, attempt), sendingsOf(harness, held)]).toEqual([[], []]);
  });
});

describe('a new pair in the files that cannot be used', () => {
  async function others() {
    const { clients } = harness.emulator.state;
    clients.put({ clientId: 'other', clientSecrets: ['s'], redirectUris: ['https://a.example/'], name: 'O' });
    return getIdentity(harness.emulator.url, 'other');
  }
  const cases: [string, () => Promise<{ key: string; cert: string }>][] = [
    ['of another client', others],
    ['expired', () => files.newIdentity({ isExpired: true })],
    [
      'with the key of another certificate',
      async () => ({ ...(await files.newIdentity()), key: (await files.newIdentity()).key }),
    ],
    [
      'with a key of another kind, of which TLS says nothing',
      async () => ({
        ...(await files.newIdentity()),
        key: (await files.newIdentity({ algorithm: 'RSA 2048' })).key,
      }),
    ],
    ['of an authority that Wise does not know', () => ofStranger(365 * DAY_MS)],
    ['that is no certificate', async () => ({ ...(await files.newIdentity()), cert: 'nonsense' })],
  ];
  it.each(cases)('%s: the old one stays in use, and staff are alarmed', async (_what, make) => {
    const linked = await harness.link(vault);
    const before = shown();
    files.put(await make());
    await refused();
    expect(shown()).toBe(before);
    expect((await refresh(linked.id)).kind).toBe('refreshed');
    expect((await exchange(vault, await newAttempt(), LONG_MS)).state).toBe('connected');

    files.put(await files.newIdentity());
    await fine();
    expect(shown()).not.toBe(before);
  });
});

async function ofStranger(lifeMs: number): Promise<{ key: string; cert: string }> {
  const authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + lifeMs };
  const { key, certificate } = await authority.makeServer({ dns: ['a.example'], ip: [] }, life);
  return { key, cert: certificate };
}

it('promise 13: a certificate that is replaced under load fails no connect, refresh, vend or call', async () => {
  await stop();
  const server = await startVault(harness.env(files.settings), {
    deadlines: { ...UNHURRIED, certificateLookMs: 200 },
  });
  stop = () => server.close();
  vault = server.ctx;
  const refusals = harness.events('mtls.refused').length;
  const traffic = await startTraffic(harness, [server]);
  const before = shown();
  files.put(await files.newIdentity());
  await until('the new one is in use', () => shown() !== before);
  // what was under way over the old one has ended: it can go
  await traffic.more(0);
  files.revoke();
  await traffic.more(1);
  expect(await traffic.end()).toEqual(NOTHING_FAILED);
  expect(harness.events('mtls.refused')).toHaveLength(refusals);
  expect(await alarms()).toEqual([]);
});

it('a vault whose certificate is fine does not close the alarm of one whose is not', async () => {
  const other = await MtlsFiles.make(harness);
  const looksSeldom = { ...UNHURRIED, certificateLookMs: 10_000 };
  const fineVault = harness.vault({ deadlines: looksSeldom, env: other.settings });
  const openAlarm = async () => {
    const { rows } = await harness.owner.query(
      `SELECT id FROM alarms WHERE code = 'client_certificate_refused' AND cleared_at IS NULL`,
    );
    return rows;
  };
  files.revoke();
  await refused();
  const raised = await openAlarm();
  // looks at once, and stops when it has looked
  await startCertificateWatch(fineVault)();
  expect(await openAlarm()).toEqual(raised);
  other.remove();
});

it('a certificate that ends in 60 days or less is an alarm until it is renewed', async () => {
  await stop();
  files.put(await ofStranger(30.5 * DAY_MS));
  vault = harness.vault({ deadlines: UNHURRIED, env: files.settings });
  stop = startCertificateWatch(vault);
  await until('the alarm', async () => (await alarms()).includes('client_certificate_expiring'));
  files.put(await files.newIdentity());
  await fine();
});
