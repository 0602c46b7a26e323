import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { decideOnHostedPage } from '#vault/testing/sca';

// On the real wire: the partner's back end → the vault → the emulator, which protects statements and funding.

let harness: Harness;
let vault: Vault;
let key: string;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  const env = harness.env({ APP_URL: 'https://connect.example.com' });
  vault = await startVault(env, { deadlines: { ...UNHURRIED, loopMs: 3_600_000 } });
  key = (await makeApiKey(vault.ctx.database, ['wise:call'])).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(async () => {
  harness.reset();
  linked = await harness.link(vault.ctx);
});

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

async function ask(path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(vault.partnerUrl + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...type, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? null : JSON.parse(text),
  };
}

const call = (path: string, sent?: Sent) => ask(`/v1/connections/${linked.id}/wise${path}`, sent);

const RANGE = 'intervalStart=2026-01-01T00:00:00Z&intervalEnd=2026-02-01T00:00:00Z';

async function statement(): Promise<string> {
  const { profileId } = linked.user;
  const { text } = await call(`/v4/profiles/${profileId}/balances?types=STANDARD`);
  const balance = /"id":(\d+)/.exec(text)?.[1];
  return `/v1/profiles/${profileId}/balance-statements/${balance}/statement.json?currency=GBP&${RANGE}`;
}

/** A transfer that is ready to be paid for from the balance in pounds. */
async function funding(): Promise<Required<Pick<Sent, 'method' | 'body'>> & { path: string }> {
  const { profileId } = linked.user;
  const quote = await call(`/v3/profiles/${profileId}/quotes`, {
    method: 'POST',
    body: '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":10}',
  });
  const payee = await call('/v1/accounts', {
    method: 'POST',
    body: `{"currency":"EUR","type":"iban","accountHolderName":"Oliver Wilson","profile":${profileId},
      "details":{"legalType":"PRIVATE","iban":"DE89370400440532013000"}}`,
  });
  const transfer = await call('/v1/transfers', {
    method: 'POST',
    body: `{"targetAccount":${payee.body.id},"quoteUuid":"${quote.body.id}",
      "customerTransactionId":"${crypto.randomUUID()}","details":{"reference":"Invoice 1"}}`,
  });
  const path = `/v3/profiles/${profileId}/transfers/${transfer.body.id}/payments`;
  return { path, method: 'POST', body: '{"type":"BALANCE"}' };
}

const tokenOf = async (challengeId: string): Promise<string> => {
  const demanded = harness.events('sca.demanded').at(-1);
  if (demanded === undefined) throw new Error(`nothing was demanded for ${challengeId}`);
  return demanded.token;
};
const approved = () => harness.events('sca.approved').length;
const naming = (challengeId: string) => ({ 'wise-challenge': challengeId });

describe('a call that Wise wants an approval for', () => {
  it.each([
    ['a statement, whose refusal has no body', async () => ({ path: await statement() })],
    ['the payment for a transfer', funding],
  ])(
    'is answered 409 SCA_REQUIRED with where to approve it, and goes through once approved: %s',
    async (_what, make) => {
      const { path, ...sent } = await make();
      const refused = await call(path, sent);
      expect(refused).toMatchObject({ status: 409, body: { code: 'SCA_REQUIRED', status: 409 } });
      const { challenge_id: id, approval_url: url, expires_at: expires } = refused.body;
      expect(url).toBe(`https://connect.example.com/approve/${id}`);
      expect(Date.parse(expires) - Date.now()).toBeGreaterThan(1_700_000);
      const token = await tokenOf(id);
      expect(JSON.stringify([...refused.headers]) + refused.text).not.toContain(token);

      // too early: the same challenge goes on
      const early = await call(path, { ...sent, headers: naming(id) });
      expect(early).toMatchObject({ status: 409, body: { code: 'SCA_REQUIRED', challenge_id: id } });
      expect((await ask(`/v1/sca-challenges/${id}`)).body).toMatchObject({
        id,
        connection_id: linked.id,
        state: 'pending',
      });
      await decideOnHostedPage(harness, token);
      await harness.owner.query(`UPDATE vault.sca_challenges SET asked_at = NULL WHERE id = $1`, [id]);
      expect((await ask(`/v1/sca-challenges/${id}`)).body).toMatchObject({
        state: 'approved',
        factors_left: [],
      });

      const done = await call(path, { ...sent, headers: naming(id) });
      expect([200, 201]).toContain(done.status);
      expect(done.headers.get('x-2fa-approval')).toBeNull();
      expect((await ask(`/v1/sca-challenges/${id}`)).body).toMatchObject({ state: 'used' });
      const again = await call(path, { ...sent, headers: naming(id) });
      expect(again).toMatchObject({ status: 409, body: { code: 'CHALLENGE_USED' } });
    },
  );

  it('promise 14: a changed byte, path, query, method or media type is CHALLENGE_MISMATCH, and Wise hears nothing of it', async () => {
    const { path, method, body } = await funding();
    const { challenge_id: id } = (await call(path, { method, body })).body;
    await decideOnHostedPage(harness, await tokenOf(id));
    const headers = naming(id);
    const heard = harness.events('api.call').length;
    for (const changed of [
      { path, method, body: '{"type":"BALANCE" }' },
      { path, method, body: '{"type":"BALANCE","partnerReference":"x"}' },
      { path: `${path}?a=1`, method, body },
      { path: path.replace('/payments', ''), method, body },
      { path, method: 'PUT', body },
    ]) {
      const answer = await call(changed.path, { method: changed.method, body: changed.body, headers });
      expect(answer).toMatchObject({ status: 422, body: { code: 'CHALLENGE_MISMATCH' } });
    }
    const asPatch = { ...headers, 'content-type': 'application/merge-patch+json' };
    const retyped = await call(path, { method, body, headers: asPatch });
    expect(retyped).toMatchObject({ status: 422, body: { code: 'CHALLENGE_MISMATCH' } });
    expect(harness.events('api.call').length).toBe(heard);
    expect((await call(path, { method, body, headers })).status).toBeLessThan(300);
  });

  it('promise 14: of two repeats at once one is approved', async () => {
    const { path, method, body } = await funding();
    const { challenge_id: id } = (await call(path, { method, body })).body;
    await decideOnHostedPage(harness, await tokenOf(id));
    const before = approved();
    const both = await Promise.all([1, 2].map(() => call(path, { method, body, headers: naming(id) })));
    const statuses = both.map(({ status }) => status).sort();
    expect(statuses.at(0)).toBeLessThan(300);
    expect(both.filter(({ body: answer }) => answer.code === 'CHALLENGE_USED')).toHaveLength(1);
    expect(approved() - before).toBe(1);
  });

  it('names a challenge of its own connection, or none', async () => {
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    linked = await harness.link(vault.ctx);
    const other = await call(await statement(), { headers: naming(id) });
    expect(other).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await call(path, { headers: naming('no-id') })).toMatchObject({ status: 403 });
    expect(await call(await statement(), { headers: naming('no-id') })).toMatchObject({ status: 400 });
    expect((await ask(`/v1/sca-challenges/${crypto.randomUUID()}`)).status).toBe(404);
  });

  it('never passes on an x-2fa-approval that the caller sends', async () => {
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    const token = await tokenOf(id);
    await decideOnHostedPage(harness, token);
    harness.emulator.state.settings.merge({ scaSessionSeconds: 0 });
    const answer = await call(path, { headers: { 'x-2fa-approval': token } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'SCA_REQUIRED' } });
    expect(answer.body.challenge_id).not.toBe(id);
  });

  it('an approval whose time is over is CHALLENGE_EXPIRED', async () => {
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    await decideOnHostedPage(harness, await tokenOf(id));
    await harness.owner.query(
      `UPDATE vault.sca_challenges SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    const answer = await call(path, { headers: naming(id) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CHALLENGE_EXPIRED' } });
  });

  it('a token that Wise forgot before its time ends its challenge, and Wise’s new demand is another one', async () => {
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    harness.emulator.state.sca.tokens.clear();
    const answer = await call(path, { headers: naming(id) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'SCA_REQUIRED' } });
    expect(answer.body.challenge_id).not.toBe(id);
    expect((await ask(`/v1/sca-challenges/${id}`)).body).toMatchObject({ state: 'expired' });
  });

  it('an approval is used up when Wise’s answer is lost, and is not when Wise says 429', async () => {
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    await decideOnHostedPage(harness, await tokenOf(id));
    harness.emulator.state.settings.merge({ scaSessionSeconds: 0 });
    harness.plant({ endpoint: 'balance:statement', kind: 'answer', status: 429, body: '{}', count: 1 });
    expect((await call(path, { headers: naming(id) })).status).toBe(429);
    expect((await ask(`/v1/sca-challenges/${id}`)).body.state).not.toBe('used');

    vault.ctx.pauses.end('sandbox', performance.now());
    harness.plant({ endpoint: 'balance:statement', kind: 'drop', when: 'after' });
    expect((await call(path, { headers: naming(id) })).status).toBe(504);
    expect((await ask(`/v1/sca-challenges/${id}`)).body.state).toBe('used');
  });

  it.each([
    ['was changed', 'token = set_byte(token, 20, get_byte(token, 20) # 1)', 500, 'RECORD_REFUSED', null],
    ['is of a key that this vault lacks', `key_id = 'gone'`, 503, 'KEY_UNKNOWN', '60'],
  ])('an approval that %s is not sent, and staff are alarmed', async (_what, set, ...expected) => {
    await harness.owner.query('DELETE FROM alarms');
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    await harness.owner.query(`UPDATE vault.sca_challenges SET ${set} WHERE id = $1`, [id]);
    const { status, body, headers } = await call(path, { headers: naming(id) });
    expect([status, body.code, headers.get('retry-after')]).toEqual(expected);
    expect(await harness.openAlarms()).toEqual([
      expected[1] === 'KEY_UNKNOWN' ? 'vault_key_missing' : 'record_refused',
    ]);
    await harness.owner.query('DELETE FROM alarms');
  });

  it('a user whom Wise blocks after five failures gets Wise’s own refusal and no challenge, and stops nobody else’s calls', async () => {
    const path = await statement();
    const { challenge_id: id } = (await call(path)).body;
    const token = await tokenOf(id);
    for (let times = 0; times < 5; times += 1) await decideOnHostedPage(harness, token, { code: '000000' });
    const other = await statement();
    const blocked = await call(other.replace('2026-02-01', '2026-03-01'));
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get('connect-wise-source')).toBe('wise');
    linked = await harness.link(vault.ctx);
    expect((await call(await statement())).body.code).toBe('SCA_REQUIRED');
  });

  it('needs no country of ours: wherever the profile is, the header decides', async () => {
    harness.emulator.state.settings.merge({ scaCountries: '' });
    const path = await statement();
    expect((await call(path)).status).toBe(200);
    harness.emulator.state.settings.merge({ scaCountries: '*' });
    expect((await call(path)).body.code).toBe('SCA_REQUIRED');
  });
});
