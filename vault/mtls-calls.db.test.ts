import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { askForVerificationPage } from '#vault/connections/verification-page';
import { newKey } from '#vault/jose/testing/keys';
import { upload } from '#vault/jose/testing/wire';
import { addPersonalToken, operatorAsks } from '#vault/personal-tokens/keep-token';
import { makeApiKey } from '#vault/testing/api-key';
import { signIn } from '#vault/testing/attempts';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { keepSubscriptions } from '#vault/webhooks/subscriptions';
import { startVault, type Vault } from './server';

// What connects, refreshes and vends over TLS with a client certificate is in vault/certificates; here is all the rest.

const QUOTE = { sourceCurrency: 'GBP', targetCurrency: 'EUR', sourceAmount: 100 };

let harness: Harness;
let files: MtlsFiles;
let vault: Vault;
let key: string;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  files = await MtlsFiles.make(harness);
  files.demand(true, { jose: true });
  const [signing, encryption] = await Promise.all([newKey('ES256'), newKey('RSA-OAEP-256')]);
  const env = harness.env({
    ...files.settings,
    WISE_SANDBOX_JOSE: '/ require jws, /v3 require jws+jwe',
    WISE_SANDBOX_JOSE_SIGNING_KEY: signing.text,
    WISE_SANDBOX_JOSE_ENCRYPTION_KEY: encryption.text,
  });
  const first = harness.vault({ deadlines: UNHURRIED, env: files.settings });
  for (const each of [signing, encryption]) expect(await upload(first, each)).toEqual({ kind: 'uploaded' });
  vault = await startVault(env, { deadlines: { ...UNHURRIED, certificateLookMs: 200, joseProofMs: 200 } });
  linked = await harness.link(vault.ctx);
  const scopes = ['wise:call', 'application-token:read', 'factors:write', 'personal-token:use'] as const;
  key = (await makeApiKey(vault.ctx.database, scopes)).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
  files.remove();
});

async function ask(path: string, body?: object, method = body === undefined ? 'GET' : 'POST') {
  const response = await fetch(vault.partnerUrl + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const wiseOf = (id: string, path: string, body?: object) => ask(`/v1/connections/${id}/wise${path}`, body);
const quote = () => wiseOf(linked.id, `/v3/profiles/${linked.user.profileId}/quotes`, QUOTE);

it('every kind of call goes signed over TLS with the client certificate, where Wise takes none without', async () => {
  const of = (name: string) => `/v1/connections/${linked.id}${name}`;
  // application token and calls
  const own = (await ask('/v1/application-token?environment=sandbox')).body.access_token;
  const playground = `${harness.emulator.url}/v1/authenticated/playground`;
  const plain = await fetch(playground, { headers: { authorization: `Bearer ${own}` } });
  expect(plain.status, 'without a certificate').toBe(403);
  expect((await ask('/v1/application/sandbox/wise/v1/cases')).body.code).toBeUndefined();
  expect((await wiseOf(linked.id, '/v1/me')).status).toBe(200);
  // JOSE
  expect(await quote()).toMatchObject({ status: 200, body: { sourceAmount: 100 } });
  expect(await harness.openAlarms()).toEqual([]);
  // SCA, and factors in direct mode
  expect((await ask(of('/sca-factors'), { factor: 'pin', value: '4711' })).status).toBe(200);
  const { id } = (await ask(of('/sca-session'), undefined, 'POST')).body;
  const pin = { factor: 'pin', value: '4711' };
  expect((await ask(`/v1/sca-challenges/${id}/factors`, pin)).status).toBe(200);
  // users of the partner's making
  await madeUsers(harness, () => vault.ctx).connected();
  // subscriptions
  const [client] = vault.ctx.wise.all;
  if (client === undefined) throw new Error('no client');
  const events = [{ eventType: 'users#state-change', schemaVersion: '2.0.0' }];
  const url = `${vault.webhookUrl}/webhooks/wise/sandbox`;
  const at = { environment: 'sandbox', client, applicationKey: 'acme-bank-key', url, events } as const;
  expect(await keepSubscriptions(vault.ctx, { ...at, isRepaired: true }, { makes: true })).toMatchObject({
    kind: 'ok',
    made: events,
  });
  // the partner's own account; its token is no client's (docs/wise-open-questions.md)
  harness.emulator.state.settings.merge({ mtlsTokenBinding: 'none' });
  const BEN = '10000002';
  const made = await fetch(`${harness.emulator.url}/__emulator/users/${BEN}/personal-tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const token = new Secret(String((await made.json()).token));
  const kept = await addPersonalToken(vault.ctx, client, {
    token,
    asker: operatorAsks('test'),
    profileId: '30000003',
  });
  if (kept.kind !== 'kept') throw new Error(kept.kind);
  expect((await wiseOf(kept.id, '/v1/me')).status).toBe(200);
  // a review of the customer
  const { customerId, user } = linked;
  const review = harness.emulator.state.kycReviews.open(
    { userId: user.id, profileId: user.profileId },
    Date.now(),
  );
  await harness.owner.query(
    `INSERT INTO wise_standings (environment, subject, subject_id, fact, reference, value, occurred_at, sent_at)
     VALUES ('sandbox', 'profile', $1, 'kyc', $2, 'waiting_customer_input', now(), now())`,
    [user.profileId, review.id],
  );
  const session = { audience: 'customer', token: await signIn(harness, 'customer', customerId) } as const;
  const page = await askForVerificationPage(vault.ctx, { session, connectionId: linked.id });
  expect(page.reveal()).toContain('token=');
  expect(harness.events('mtls.refused')).toEqual([]);
  expect(harness.events('jose.refused')).toEqual([]);
});

it('when Wise takes the certificate no more, each of them fails closed with an alarm, and no connection changes', async () => {
  const other = await harness.link(vault.ctx);
  files.revoke();
  await until('the alarm', async () => (await harness.openAlarms()).includes('client_certificate_refused'));
  const before = harness.events('api.call').length;
  const refused = await Promise.all([
    wiseOf(other.id, '/v1/me'),
    wiseOf(other.id, `/v3/profiles/${other.user.profileId}/quotes`, QUOTE),
    ask(`/v1/connections/${other.id}/sca-factors`, { factor: 'pin', value: '4711' }),
    ask('/v1/application/sandbox/wise/v1/cases'),
  ]);
  expect(refused.map(({ status }) => status >= 500)).toEqual(refused.map(() => true));
  expect(harness.events('api.call')).toHaveLength(before);
  await expectStillConnected(harness, other);
  files.put(await files.newIdentity());
  await until('calls go through again', async () => (await wiseOf(other.id, '/v1/me')).status === 200);
});
