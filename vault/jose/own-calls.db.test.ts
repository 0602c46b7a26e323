import { CompactSign } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRequest } from 'wise-emulator';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { createWiseUser } from '#vault/registrations/create-wise-user';
import type { VaultContext } from '#vault/runtime/context';
import type { Deadlines } from '#vault/runtime/deadlines';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { connectionsOf, exchange } from '#vault/testing/exchanges';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, type Linked } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';
import { startRecovery } from '#vault/testing/start-recovery';
import { newWiseUser } from '#vault/testing/wise-users';
import { catchUp } from '#vault/webhooks/catch-up';
import { trialsFor, tryPlayground } from './playground';
import { type NewKey, newKey } from './testing/keys';
import { joseVault, sandboxOf, upload } from './testing/wire';
import { uploadKeys } from './upload-keys';

// What the vault asks Wise of itself, where Wise refuses this client whatever it sends plain.

const EVERY_PATH = '/ require jws+jwe';
/** What was lost is asked for again soon. */
const SOON = { uncertainPauseMs: 100, lateEffectMs: 100 };

let harness: Harness;
let keys: { signing: NewKey; encryption: NewKey };
let made: ReturnType<typeof madeUsers>;
/** The vault of the test. */
let vault: VaultContext;
let joined: ReturnType<typeof joseVault>;

function startUnder(rules: string, env: Record<string, string> = {}, deadlines: Partial<Deadlines> = {}) {
  joined = joseVault(harness, keys, { WISE_SANDBOX_JOSE: rules, ...env }, { ...SOON, ...deadlines });
  vault = joined.vault;
}

beforeAll(async () => {
  harness = await Harness.start();
  made = madeUsers(harness, () => vault);
  const [signing, encryption] = await Promise.all([newKey('ES256'), newKey('RSA-OAEP-256')]);
  keys = { signing, encryption };
  startUnder('off');
  for (const key of [signing, encryption]) await upload(vault, key);
  const { clients } = harness.emulator.state;
  const client = clients.find(sandboxOf(vault).config.clientId);
  if (client) clients.change(client, { enforce: { jose: true } });
});
beforeEach(() => harness.reset());
afterAll(() => harness.close());

async function connect(): Promise<{ state: string; wiseUserId: unknown; userId: string }> {
  const [customerId, user] = [await newCustomer(harness), newWiseUser(harness.emulator)];
  const stop = startRecovery(vault);
  const { state } = await exchange(vault, await attemptOf(harness, customerId, user), 30_000);
  await stop();
  const [connection] = await connectionsOf(harness, customerId);
  return { state, wiseUserId: connection?.wise_user_id, userId: user.id };
}

async function expectConnect(): Promise<void> {
  const { state, wiseUserId, userId } = await connect();
  expect({ state, wiseUserId }).toEqual({ state: 'connected', wiseUserId: userId });
}

const askAboutEach = () => catchUp(vault, { environment: 'sandbox' }, new AbortController().signal);
const refusals = () => harness.events('jose.refused').length;
const callsOf = (path: string) => harness.events('api.call').filter((call) => call.path === path).length;
const SIGN_UP = '/v1/user/signup/registration_code';

describe('under a rule for every path', () => {
  it('a connect, a proof after a lost answer, a Wise user and a look at each connection work', async () => {
    startUnder(EVERY_PATH);
    const before = refusals();
    await expectConnect();
    const linked = await harness.link(vault);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'after' });
    const isRefreshed = async () =>
      (await refreshGrant(vault, linked.id, { why: 'check' })).kind === 'refreshed';
    expect(await isRefreshed()).toBe(false);
    await until('the next one is proved', isRefreshed);
    await made.connected();
    await askAboutEach();
    await expectStillConnected(harness, linked);
    expect(joined.reasons()).toEqual([]);
    expect(refusals()).toBe(before);
  });

  it('Wise takes nothing plain of this client: without a rule nobody is made', async () => {
    startUnder('off');
    const ask = await made.wanted();
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code: 'WISE_UNAVAILABLE' });
    expect(made.signUpsOf(ask.email)).toEqual([]);
  });

  it('keys are fetched and uploaded, playgrounds and probes called, before Wise has any key of ours', async () => {
    const fresh = { signing: await newKey('ES384'), encryption: await newKey('RSA-OAEP-256') };
    ({ vault } = joseVault(harness, fresh, { WISE_SANDBOX_JOSE: EVERY_PATH }));
    const client = sandboxOf(vault);
    expect((await uploadKeys(vault, client)).map(({ kind }) => kind)).toEqual(['uploaded', 'uploaded']);
    const own = await vault.jose.of(client).keys();
    for (const trial of trialsFor(own.signing[0], own.encryption[0]))
      expect(await tryPlayground(vault, client, trial)).toEqual({ kind: 'proved' });
    expect(await client.probe()).toMatchObject({ reach: 'answers', missing: [] });
  });
});

describe('an answer that is not what it has to be', () => {
  const DEACTIVATED = JSON.stringify({ id: 1, type: 'PERSONAL', currentState: 'DEACTIVATED' });
  let linked: Linked;

  /** Wise answers this when it is asked about the connection's profile. */
  async function answered(answer: Pick<FaultRequest, 'body' | 'headers'>, rules = '/ require jws') {
    startUnder(rules);
    linked = await harness.link(vault);
    harness.plant({ endpoint: 'profile', kind: 'answer', status: 200, count: 'all', ...answer });
    await askAboutEach();
  }

  async function signedBy(key: NewKey) {
    const header = { alg: key.alg, version: 1 };
    const body = await new CompactSign(Buffer.from(DEACTIVATED))
      .setProtectedHeader(header)
      .sign(key.privateKey);
    return { body, headers: { 'content-type': 'application/jose+json' } };
  }

  it('is believed where it is plain and JOSE only accepted', async () => {
    await answered({ body: DEACTIVATED }, '/ accept jws');
    expect(await harness.connection(linked)).toMatchObject({ status: 'needs_reconnect' });
  });

  it('changes no connection where it is plain and JOSE required, and is in the log', async () => {
    await answered({ body: DEACTIVATED });
    await expectStillConnected(harness, linked);
    expect(new Set(joined.reasons())).toEqual(new Set(['plain']));
  });

  it('changes no connection where a foreign key signed it', async () => {
    await answered(await signedBy(await newKey('ES256')));
    await expectStillConnected(harness, linked);
    expect(new Set(joined.reasons())).toEqual(new Set(['signature']));
  });

  it('is asked for again by a connect, which ends as whose token it is', async () => {
    startUnder(EVERY_PATH);
    harness.plant({ endpoint: 'me', kind: 'answer', status: 200, body: '{"id":1}' });
    await expectConnect();
    expect(joined.reasons()).toEqual(['plain']);
  });

  it('makes no user, and refuses none: the same code is sent again', async () => {
    startUnder(EVERY_PATH);
    const ask = await made.wanted();
    harness.plant({ endpoint: 'sign-up', kind: 'answer', status: 200, body: '{"id":1}' });
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code: 'WISE_UNAVAILABLE' });
    expect(await createWiseUser(vault, ask)).toMatchObject({ state: 'created' });
    expect(joined.reasons()).toEqual(['plain']);
  });
});

describe('without a key', () => {
  it('of Wise’s nothing goes out, least of all plain; when there is one, all goes on', async () => {
    startUnder(EVERY_PATH);
    const linked = await harness.link(vault);
    const gone = harness.plant({ endpoint: 'jose:wise-key', kind: 'drop', count: 'all' });
    const [ask, before] = [await made.wanted(), callsOf(SIGN_UP)];
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code: 'WISE_UNAVAILABLE' });
    expect(callsOf(SIGN_UP)).toBe(before);
    const connecting = expectConnect();
    // not sent, and not opened
    await until('a check failed', () => joined.reasons().length > 1);
    await askAboutEach();
    await expectStillConnected(harness, linked);
    expect(new Set(joined.reasons())).toEqual(new Set(['key-unavailable']));
    harness.release(gone);
    harness.reset();
    await connecting;
    expect(await createWiseUser(vault, ask)).toMatchObject({ state: 'created' });
  });

  it('of ours at Wise a sign-up is not refused: it was never looked at', async () => {
    startUnder(EVERY_PATH, { WISE_SANDBOX_JOSE_SIGNING_KEY: (await newKey('ES256')).text });
    const ask = await made.wanted();
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code: 'WISE_UNAVAILABLE' });
    expect(joined.reasons()).toEqual(['jws_error']);
    startUnder(EVERY_PATH);
    expect(await createWiseUser(vault, ask)).toMatchObject({ state: 'created' });
  });

  it('a call ends at its own deadline, since it is made within a lease', async () => {
    startUnder(EVERY_PATH, {}, { apiCallMs: 200 });
    await harness.link(vault);
    const access = new Secret(harness.events('token.issued').at(-1)?.accessToken ?? '');
    harness.plant({ endpoint: 'token:client_credentials', kind: 'hold', count: 'all' });
    const started = performance.now();
    expect(await sandboxOf(vault).me(access)).toEqual({ kind: 'unavailable' });
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
