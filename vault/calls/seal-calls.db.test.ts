import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type NewKey, newKey } from '#vault/jose/testing/keys';
import { upload as uploadKey } from '#vault/jose/testing/wire';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT, UNHURRIED } from '#vault/testing/harness';
import { decideOnHostedPage } from '#vault/testing/sca';

let harness: Harness;
let keys: { signing: NewKey; encryption: NewKey };
let linked: Linked;
const vaults: Vault[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  const plain = harness.vault({ deadlines: UNHURRIED });
  const [signing, encryption] = await Promise.all([newKey('ES512'), newKey('RSA-OAEP-256')]);
  keys = { signing, encryption };
  for (const key of [signing, encryption]) await uploadKey(plain, key);
  linked = await harness.link(plain);
});
beforeEach(() => harness.reset());
afterEach(async () => {
  await Promise.all(vaults.splice(0).map((vault) => vault.close()));
});
afterAll(() => harness.close());

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

/** A vault with these rules, and a partner's back end that calls Wise through it. */
async function caller(rules: string, changes: { signing?: string } = {}) {
  const env = harness.env({
    WISE_SANDBOX_JOSE: rules,
    WISE_SANDBOX_JOSE_SIGNING_KEY: changes.signing ?? keys.signing.text,
    WISE_SANDBOX_JOSE_ENCRYPTION_KEY: keys.encryption.text,
  });
  const vault = await startVault(env, { deadlines: { ...SHORT, ...UNHURRIED } });
  vaults.push(vault);
  const { key } = await makeApiKey(vault.ctx.database, ['wise:call']);
  return async (path: string, { method = 'GET', headers = {}, body }: Sent = {}) => {
    const address = `${vault.partnerUrl}/v1/connections/${linked.id}/wise${path}`;
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(address, {
      method,
      headers: { authorization: `Bearer ${key}`, ...type, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.json(),
    };
  };
}

const QUOTE = '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100}';
const quotes = () => `/v3/profiles/${linked.user.profileId}/quotes`;
const balances = () => `/v4/profiles/${linked.user.profileId}/balances?types=STANDARD`;
const plainOk = { kind: 'answer', status: 200, body: '{"sourceAmount":1}' } as const;

describe('a call of the partner’s back end under a rule', () => {
  it.each(['jws', 'jwe', 'jws+jwe'])(
    'is sealed towards Wise and plain JSON towards the back end: %s',
    async (how) => {
      const call = await caller(`/v3 require ${how}, /v4 require ${how}`);
      expect(await call(quotes(), { method: 'POST', body: QUOTE })).toMatchObject({
        status: 200,
        type: expect.stringContaining('application/json'),
        body: { sourceAmount: 100 },
      });
      expect((await call(balances())).body.length).toBeGreaterThan(0);
    },
  );

  it('is lost, not believed, when its answer is plain where JOSE is required', async () => {
    const call = await caller('/v3 require jws');
    harness.plant({ endpoint: 'quote:create', ...plainOk, count: 1 });
    const answer = await call(quotes(), { method: 'POST', body: QUOTE });
    expect(answer).toMatchObject({ status: 504, body: { code: 'WISE_ANSWER_LOST' } });
  });

  it('takes a plain answer where JOSE is accepted', async () => {
    const call = await caller('/v3 accept jws');
    harness.plant({ endpoint: 'quote:create', ...plainOk, count: 1 });
    const answer = await call(quotes(), { method: 'POST', body: QUOTE });
    expect(answer).toMatchObject({ status: 200, body: { sourceAmount: 1 } });
  });

  it('is not made, and marks nothing, when there is no key of Wise’s to encrypt for', async () => {
    // before the vault starts, whose first proof fetches that key
    harness.plant({ endpoint: 'jose:wise-key', kind: 'drop', count: 1_000 });
    const call = await caller('/v3 require jwe');
    const before = harness.events('api.call').filter(({ path }) => path.startsWith('/v3')).length;
    const answer = await call(quotes(), { method: 'POST', body: QUOTE });
    expect(answer.body.code).toBe('WISE_UNAVAILABLE');
    expect(harness.events('api.call').filter(({ path }) => path.startsWith('/v3')).length).toBe(before);
    expect((await harness.connection(linked)).status).toBe('active');
  });

  it('shows Wise’s refusal of a lost key as it is, and marks no connection', async () => {
    const call = await caller('/v3 require jws', { signing: (await newKey('ES512')).text });
    const answer = await call(quotes(), { method: 'POST', body: QUOTE });
    expect(answer).toMatchObject({ status: 400, body: { error: 'jws_error' } });
    expect((await harness.connection(linked)).status).toBe('active');
  });

  it('is refused as an upload where JOSE is required, since JOSE cannot stream; plain where it is accepted', async () => {
    const call = await caller('/ require jws');
    const accepting = await caller('/ accept jws');
    const upload = { 'content-type': 'multipart/form-data; boundary=x' };
    const path = `/v1/profiles/${linked.user.profileId}/documents`;
    const answer = await call(path, { method: 'POST', body: '--x--', headers: upload });
    expect(answer.body.code).toBe('MEDIA_TYPE_NOT_TAKEN');
    expect(
      (await accepting(path, { method: 'POST', body: '--x--', headers: upload })).body.code,
    ).toBeUndefined();
  });

  it('promise 14: is approved as what the back end said, though its sealed form differs each time', async () => {
    const call = await caller('/ require jws+jwe');
    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      call(path, { method: 'POST', body: JSON.stringify(body), headers });
    const profile = Number(linked.user.profileId);
    const quote = await post(quotes(), { sourceCurrency: 'GBP', targetCurrency: 'EUR', sourceAmount: 10 });
    const payee = await post('/v1/accounts', {
      currency: 'EUR',
      type: 'iban',
      accountHolderName: 'Oliver Wilson',
      profile,
      details: { legalType: 'PRIVATE', iban: 'DE89370400440532013000' },
    });
    const transfer = await post('/v1/transfers', {
      targetAccount: payee.body.id,
      quoteUuid: quote.body.id,
      customerTransactionId: crypto.randomUUID(),
      details: { reference: 'Invoice 1' },
    });
    const path = `/v3/profiles/${profile}/transfers/${transfer.body.id}/payments`;
    const refused = await post(path, { type: 'BALANCE' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'SCA_REQUIRED' } });
    await decideOnHostedPage(harness, harness.events('sca.demanded').at(-1)?.token ?? '');
    const named = { 'wise-challenge': refused.body.challenge_id };
    expect((await post(path, { type: 'BALANCE ' }, named)).body.code).toBe('CHALLENGE_MISMATCH');
    expect((await post(path, { type: 'BALANCE' }, named)).body).toMatchObject({ status: 'COMPLETED' });
  });
});
