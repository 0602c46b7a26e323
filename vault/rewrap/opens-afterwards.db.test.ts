import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { addSecret, openSecrets } from '#vault/events/endpoint-secret';
import { takeUp } from '#vault/exchanges/recover-exchanges';
import { startExchange } from '#vault/exchanges/start-exchange';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import { makeImportKey } from '#vault/imports/import-key';
import { runImport } from '#vault/imports/run-import';
import { encrypt } from '#vault/jose/encrypt';
import { openKeyRing } from '#vault/keys/key-ring';
import { openSealed, takeSealingKey } from '#vault/personal-tokens/sealing-key';
import { storeToken } from '#vault/personal-tokens/token-value';
import { vendPersonal } from '#vault/personal-tokens/vend-personal';
import type { VaultContext } from '#vault/runtime/context';
import { handOut } from '#vault/sca/hand-out';
import { findStaffCaller } from '#vault/step-up/staff-caller';
import { attemptOf, consentOf, newCustomer, signIn } from '#vault/testing/attempts';
import { abandon, connectionsOf, exchangeRow } from '#vault/testing/exchanges';
import { expireExchangeLease } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';
import { sealedBy } from '#vault/testing/personal-token-requests';
import { challengeOf } from '#vault/testing/sca';
import { newStaffWithPasskey } from '#vault/testing/step-up';
import { newWiseUser } from '#vault/testing/wise-users';
import { rewrapRecords } from './rewrap-records';
import { readOpenRun } from './run-row';
import { countByKey, SEALED_TABLES } from './sealed-tables';
import { startRun } from './start-run';

const environment = 'sandbox' as const;
const COMPARING = { MATCH_POLICY: 'flag' };
const K2 = `k2:${randomBytes(32).toString('base64')}`;

let harness: Harness;
/** Before the rotation, during it, and when the old key is gone. */
let before: VaultContext;
let during: VaultContext;
let after: VaultContext;
let made: ReturnType<typeof madeUsers>;

beforeAll(async () => {
  harness = await Harness.start();
  const k1 = harness.settings().VAULT_KEYS;
  const deadlines = { ...UNHURRIED, uncertainPauseMs: 100, lateEffectMs: 100 };
  before = harness.vault({ deadlines });
  made = madeUsers(harness, () => before);
  during = harness.vault({ deadlines, ring: await openKeyRing(new Secret(`${K2},${k1}`)) });
  after = harness.vault({ deadlines, env: COMPARING, ring: await openKeyRing(new Secret(K2)) });
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

/** One record for each door that opens one. */
async function oneOfEach() {
  const linked = await harness.link(before);
  const challenge = await challengeOf(harness, before, linked);
  const attempt = await receivedExchange();
  const registered = await made.connected();
  const personalId = await personalToken();
  const typed = await typedToken();
  const eventSecret = await secretForEvents();
  const kept = await keptImport();
  return {
    tables: () => countByKey(harness.owner),
    open: async () => {
      const { access } = await vend(after, linked.id);
      const token = await signIn(harness, 'customer', linked.customerId, { age: 0 });
      const session = { audience: 'customer', token } as const;
      const handed = await handOut(after, { session, challengeId: challenge.challengeId, environment });
      await expireExchangeLease(harness, attempt);
      await takeUp(after, attempt.attemptId);
      await made.control(`/users/${registered.userId}/enhanced-security`);
      return {
        vend: harness.isLive(access),
        refresh: (await refreshGrant(after, linked.id, { why: 'check' })).kind,
        handOut: handed.oneTimeToken === challenge.oneTimeToken,
        exchange: (await exchangeRow(harness, attempt))?.state,
        comparedWith: (await connectionsOf(harness, attempt.customerId))[0]?.match_verdict,
        // Wise has ended the refresh token: the registration code gives new ones
        code: (await refreshGrant(after, registered.connectionId, { why: 'check' })).kind,
        personal: (await vendPersonal(after, personalId, 'check'))?.token.reveal(),
        typed: await typed.open(),
        signsEvents: await eventSecret.isOpened(),
        import: await kept.goOn(),
      };
    },
  };
}

/** Of a vault that died while it asked for the profile. */
async function receivedExchange() {
  const victim = harness.vault({ deadlines: { writeRetryMs: 100 }, env: COMPARING });
  const user = newWiseUser(harness.emulator, { dateOfBirth: '1931-03-17' });
  const attempt = {
    ...(await attemptOf(harness, await newCustomer(harness), user)),
    expected: { date_of_birth: '1931-03-17' },
  };
  const held = harness.plant({ endpoint: 'me', kind: 'hold' });
  await startExchange(victim, attempt);
  await until('the profile is asked for', () => held.waiting === 1);
  await abandon(victim);
  harness.release(held);
  return attempt;
}

async function personalToken(): Promise<string> {
  const of = { environment, wiseUserId: '1', profileId: randomBytes(4).readUInt32BE().toString() };
  const { id } = await before.database.db.personalToken.create({
    data: { ...of, profileType: 'business', profileName: 'Acme' },
  });
  await before.database.db.$transaction((tx) => storeToken(tx, before, { id, ...of }, new Secret('a token')));
  return id;
}

/** A token that a page sealed for a key of the vault's, before it was handed in. */
async function typedToken() {
  const { session } = await newStaffWithPasskey(harness, 'admin');
  const act = 'personal_token.store';
  const sealed = await sealedBy(before, { session }, act, 'a-typed-token');
  return {
    open: async () => {
      const caller = await findStaffCaller(after, session);
      const key = await after.database.db.$transaction((tx) => takeSealingKey(tx, caller, { act, sealed }));
      const token = key && (await openSealed(after, key, sealed));
      return typeof token === 'object' ? token.reveal() : token;
    },
  };
}

/** That of an endpoint, which signs what is sent to it. */
async function secretForEvents() {
  const { id: endpointId } = await before.database.db.eventEndpoint.create({
    data: { environment, url: 'https://shop.example/events', types: [], description: '' },
  });
  const secret = await before.database.db.$transaction((tx) =>
    addSecret(tx, before, { endpointId, environment }),
  );
  return {
    isOpened: async () => {
      const opened = await openSecrets(after, { endpointId, environment });
      return opened.map((each) => each.reveal()).join() === secret.reveal();
    },
  };
}

/** A file with a wrong profile: its key, and what Wise gave for its grant, wait for the corrected one. */
async function keptImport() {
  const user = newWiseUser(harness.emulator);
  const { code } = await consentOf(harness, user);
  const redirectUri = 'http://localhost:3000/connect/sandbox/callback';
  const given = await before.wise.all.at(0)?.exchangeCode({ code: new Secret(code), redirectUri });
  if (given?.kind !== 'tokens') throw new Error('no tokens');
  const { id: kid, publicKey } = await makeImportKey(before, { days: 1, operator: 'ops' });
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', publicKey, algorithm, false, ['encrypt']);
  const row = { external_id: user.id, environment, refresh_token: given.tokens.refresh?.reveal() };
  const run = async (vault: VaultContext, profileId: string) => {
    const text = JSON.stringify({ ...row, profile_id: profileId });
    const file = await encrypt(Buffer.from(text), { key, kid });
    return (await runImport(vault, { file, operator: 'ops' })).kind;
  };
  expect(await run(before, '1')).toBe('refused');
  return { goOn: () => run(after, user.profileId) };
}

const sealedRows = async () =>
  (
    await harness.owner.query(
      'SELECT id, epoch, version, access, refresh, wrapped_key FROM vault.grants ORDER BY id',
    )
  ).rows;

const trail = async () =>
  (
    await harness.owner.query(
      `SELECT action, actor_id AS who, detail FROM audit_entries WHERE action LIKE 'rewrap.%' ORDER BY id DESC LIMIT 2`,
    )
  ).rows;

async function runToItsEnd(): Promise<void> {
  await until('the run is over', async () => {
    await rewrapRecords(during, {}, new AbortController().signal);
    return (await readOpenRun(harness.owner)) === undefined;
  });
}

describe('when every record has moved to the new key, the old one is gone, and', () => {
  it.each([false, true])(
    'every door opens its record (promise 13; re-encrypted: %s)',
    async (isReencryption) => {
      // what an earlier case left is on the new key
      const each = await oneOfEach();
      const counts = (await each.tables()).filter(({ keyId }) => keyId === 'k1');
      expect(counts.map(({ table }) => table).toSorted()).toEqual(
        SEALED_TABLES.map(({ name }) => name).toSorted(),
      );
      const rows = await sealedRows();
      const calls = harness.events('token.request').length;

      expect(await startRun(during, { isReencryption, actorId: 'ops' })).toMatchObject({
        kind: 'started',
        keyId: 'k2',
      });
      await runToItsEnd();

      expect((await each.tables()).filter(({ keyId }) => keyId !== 'k2')).toEqual([]);
      expect(harness.events('token.request')).toHaveLength(calls);
      const moved = await sealedRows();
      for (const [at, { wrapped_key, access, refresh, ...row }] of rows.entries()) {
        const { wrapped_key: newKey, access: newAccess, refresh: newRefresh, ...same } = moved[at] ?? {};
        expect(same, 'no epoch and no version is raised').toEqual(row);
        if (isReencryption) expect([newAccess, newRefresh]).not.toEqual([access, refresh]);
        else expect([newAccess, newRefresh], 'no ciphertext is touched').toEqual([access, refresh]);
        expect(isReencryption && newKey.equals(wrapped_key)).toBe(false);
      }
      const [finished, started] = await trail();
      expect(started).toMatchObject({
        action: 'rewrap.started',
        who: 'ops',
        detail: { keyId: 'k2', isReencryption },
      });
      expect(finished).toMatchObject({
        action: 'rewrap.finished',
        who: 'vault',
        detail: { result: 'done', refused: 0, left: 0, moved: started.detail.records },
      });
      expect(await each.open()).toEqual({
        ...{ vend: true, refresh: 'refreshed', handOut: true, exchange: 'connected', code: 'refreshed' },
        comparedWith: 'match',
        ...{ personal: 'a token', typed: 'a-typed-token', signsEvents: true, import: 'accepted' },
      });
    },
  );
});
