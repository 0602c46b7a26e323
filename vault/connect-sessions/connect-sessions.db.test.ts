import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { attemptOf } from '#vault/testing/attempts';
import {
  connectionsOf,
  exchange,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  untilErased,
} from '#vault/testing/exchanges';
import { Harness, SHORT, UNHURRIED } from '#vault/testing/harness';
import { completionCode, openSession, sessionAttempt } from '#vault/testing/partner-sessions';
import { newWiseUser } from '#vault/testing/wise-users';

const RETURN_URL = 'https://shop.example/wise/done?tab=1';
let harness: Harness;
let vault: Vault;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(
    harness.env({ RETURN_URLS: 'https://shop.example/wise', APP_URL: 'https://connect.example' }),
    { deadlines: { ...SHORT, ...UNHURRIED } },
  );
  key = (await makeApiKey(vault.ctx.database, ['sessions:write', 'connections:read', 'tokens:read'])).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
afterEach(() => harness.reset());

async function ask(path: string, body?: unknown) {
  const response = await fetch(vault.partnerUrl + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const wanted = (changes: object = {}) => ({
  customer: { external_id: `cust-${randomUUID()}`, email: 'maria@example.com', name: 'Maria Keller' },
  environment: 'sandbox',
  return_url: RETURN_URL,
  authenticated_at: new Date().toISOString(),
  ...changes,
});

/** A session up to where Wise said yes. */
async function pending(changes: object = {}) {
  const body = wanted(changes);
  const { body: made } = await ask('/v1/connect-sessions', body);
  const customerId: string = (await ask(`/v1/connect-sessions/${made.id}`)).body.customer.id;
  await openSession(harness, made.id);
  const user = newWiseUser(harness.emulator);
  const attempt = await sessionAttempt(harness, { id: made.id, customerId }, user);
  const answer = await exchange(vault.ctx, attempt);
  const code = await completionCode(harness, made.id);
  return {
    id: String(made.id),
    customerId,
    user,
    attempt,
    answer,
    code,
    externalId: body.customer.external_id,
  };
}

/** The access token that Wise gave to the consent: ending a grant kills it by one more refresh (W6). */
const given = (userId: string) => issuedTo(harness, userId)[0]?.accessToken;

const complete = (session: { id: string }, completion_code: string, external_id: string) =>
  ask(`/v1/connect-sessions/${session.id}/complete`, { completion_code, external_id });

const trailOf = async (connectionId: string) =>
  (
    await harness.owner.query(
      `SELECT action, detail->>'via' AS via FROM audit_entries WHERE connection_id = $1`,
      [connectionId],
    )
  ).rows;

describe('a connect session', () => {
  it('is pending after Wise: nothing is connected, listed or vended before the partner has confirmed it', async () => {
    const session = await pending();
    expect(session.answer).toMatchObject({ state: 'received', awaitsPartner: true, connectionId: null });
    expect(await connectionsOf(harness, session.customerId)).toEqual([]);
    const listed = await ask(`/v1/connections?customer_subject=${session.externalId}`);
    expect(listed.body.data).toEqual([]);
    expect((await ask(`/v1/connect-sessions/${session.id}`)).body).toMatchObject({
      status: 'pending',
      connection_id: null,
    });
    const { status, body } = await complete(session, session.code, session.externalId);
    expect({ status, state: body.status }).toEqual({ status: 200, state: 'connected' });
    const [connection] = await connectionsOf(harness, session.customerId);
    expect(connection).toMatchObject({
      id: body.connection_id,
      status: 'active',
      profile_id: session.user.profileId,
      connected_in_app: true,
    });
    expect(await trailOf(body.connection_id)).toContainEqual(
      expect.objectContaining({ action: 'connection.connected', via: 'partner_app' }),
    );
    const vended = await ask(`/v1/connections/${body.connection_id}/access-token`);
    expect(liveAccessOf(harness, session.user.id)).toEqual([vended.body.access_token]);
    expect((await ask(`/v1/connections/${body.connection_id}`)).body.customer).toMatchObject({
      id: session.customerId,
      issuer: 'partner',
      subject: session.externalId,
    });
  });

  it('takes its code once: a replay is refused, also twenty at once, and by another customer', async () => {
    const session = await pending();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => complete(session, session.code, session.externalId)),
    );
    const codes = answers.map(({ status, body }) => body.code ?? status).sort();
    expect(codes.filter((each) => each === 200)).toHaveLength(1);
    expect(codes.filter((each) => each === 'COMPLETION_CODE_USED')).toHaveLength(19);
    expect((await complete(session, session.code, 'somebody else')).body.code).toBe('COMPLETION_CODE_USED');
    expect(await connectionsOf(harness, session.customerId)).toHaveLength(1);
  });

  it('takes no code of another session, and none that was made up; its own still works', async () => {
    const [one, other] = [await pending(), await pending()];
    for (const code of [other.code, newToken(), one.id]) {
      expect((await complete(one, code, one.externalId)).body.code).toBe('COMPLETION_CODE_REFUSED');
    }
    expect((await complete(one, one.code, one.externalId)).body.status).toBe('connected');
    expect((await complete(other, other.code, other.externalId)).body.status).toBe('connected');
  });

  it('that was forwarded connects nobody: another customer brings the code, and no grant lives at Wise', async () => {
    const mallory = await pending();
    const refused = await complete(mallory, mallory.code, 'vera');
    expect(refused).toMatchObject({ status: 403, body: { code: 'COMPLETION_CODE_REFUSED' } });
    await untilErased(harness, mallory.attempt);
    expect(liveAccessOf(harness, mallory.user.id)).not.toContain(given(mallory.user.id));
    expect(await exchangeRow(harness, mallory.attempt)).toMatchObject({
      state: 'refused',
      reason: 'unconfirmed',
    });
    expect((await complete(mallory, mallory.code, mallory.externalId)).body.code).toBe('SESSION_OVER');
    expect((await ask(`/v1/connect-sessions/${mallory.id}`)).body).toMatchObject({
      status: 'failed',
      reason: 'unconfirmed',
    });
    expect(await connectionsOf(harness, mallory.customerId)).toEqual([]);
  });

  it('that nobody confirms in ten minutes is revoked at Wise and erased', async () => {
    const session = await pending();
    expect(liveAccessOf(harness, session.user.id)).toHaveLength(1);
    await harness.owner.query(
      `WITH late AS (UPDATE exchanges SET confirm_until = now() WHERE attempt_id = $1 RETURNING attempt_id)
       UPDATE vault.grants SET next_refresh_at = now() WHERE attempt_id IN (SELECT attempt_id FROM late)`,
      [session.attempt.attemptId],
    );
    await untilErased(harness, session.attempt);
    expect(liveAccessOf(harness, session.user.id)).not.toContain(given(session.user.id));
    expect((await complete(session, session.code, session.externalId)).body.code).toBe('SESSION_OVER');
    expect((await ask(`/v1/connect-sessions/${session.id}`)).body).toMatchObject({ status: 'failed' });
  });

  it('makes room for the next one of the same customer, whose consent ended its own', async () => {
    const customer = { external_id: `cust-${randomUUID()}` };
    const first = await pending({ customer });
    const second = await pending({ customer });
    await untilErased(harness, first.attempt);
    expect((await complete(first, first.code, customer.external_id)).body.code).toBe('SESSION_OVER');
    expect((await complete(second, second.code, customer.external_id)).body.status).toBe('connected');
  });

  it('for one connection connects that one again, under its id, and no other profile', async () => {
    const session = await pending();
    const { body } = await complete(session, session.code, session.externalId);
    const changes = { customer: { external_id: session.externalId }, connection_id: body.connection_id };
    const other = await pending(changes);
    expect(other.answer).toMatchObject({ state: 'refused', reason: 'other_profile' });
    // Wise had said whose that grant is: ending it stops no token of the one that stays
    await untilErased(harness, other.attempt);
    expect((await ask(`/v1/connections/${body.connection_id}/access-token`)).status).toBe(200);
    const { body: made } = await ask('/v1/connect-sessions', wanted(changes));
    await openSession(harness, made.id);
    const again = { id: String(made.id), customerId: session.customerId };
    const attempt = await sessionAttempt(harness, again, session.user);
    expect(await exchange(vault.ctx, attempt)).toMatchObject({ awaitsPartner: true });
    // Wise has ended the grant of before (W3): a pending one must not have the old token vended
    const dead = await ask(`/v1/connections/${body.connection_id}/access-token`);
    expect(dead.status).not.toBe(200);
    const code = await completionCode(harness, again.id);
    expect((await complete(again, code, session.externalId)).body).toMatchObject({
      status: 'connected',
      connection_id: body.connection_id,
    });
    const isInApp = async () => (await connectionsOf(harness, session.customerId))[0]?.connected_in_app;
    expect(await isInApp()).toBe(true);
    const onOurPages = await attemptOf(harness, session.customerId, session.user);
    expect(await exchange(vault.ctx, onOurPages)).toMatchObject({ connectionId: body.connection_id });
    expect(await isInApp()).toBe(false);
    const foreign = await ask('/v1/connect-sessions', wanted({ connection_id: body.connection_id }));
    expect(foreign.status).toBe(404);
  });

  it.each([
    ['RETURN_URL_NOT_ALLOWED', 422, { return_url: 'https://shop.example.evil.example/wise' }],
    ['RETURN_URL_NOT_ALLOWED', 422, { return_url: 'https://shop.example/wiser' }],
    ['SIGN_IN_TOO_OLD', 401, { authenticated_at: new Date(Date.now() - 31 * 60_000).toISOString() }],
    ['SIGN_IN_TOO_OLD', 401, { authenticated_at: new Date(Date.now() + 10 * 60_000).toISOString() }],
    ['ENVIRONMENT_OFF', 404, { environment: 'production' }],
    ['NOT_FOUND', 404, { connection_id: randomUUID() }],
    ['BAD_REQUEST', 400, { customer: { external_id: '' } }],
    ['BAD_REQUEST', 400, { surprise: true }],
  ])('is none: %s', async (code, status, changes) => {
    expect(await ask('/v1/connect-sessions', wanted(changes))).toMatchObject({ status, body: { code } });
  });

  it('of one external id is one customer, also begun twenty times at once; never one by e-mail (decision 078)', async () => {
    const { rows } = await harness.owner.query<{ id: string }>(
      `INSERT INTO customers (name, email, email_verified) VALUES ('Here', 'same@example.com', now()) RETURNING id`,
    );
    const customer = { external_id: `cust-${randomUUID()}`, email: 'same@example.com' };
    const made = await Promise.all(
      Array.from({ length: 20 }, () => ask('/v1/connect-sessions', wanted({ customer }))),
    );
    const ids = await Promise.all(
      made.map(async ({ body }) => (await ask(`/v1/connect-sessions/${body.id}`)).body.customer.id),
    );
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).not.toBe(rows[0]?.id);
  });
});

describe('a portal session', () => {
  it('is confirmed like a connect session, and ended by the partner with what it opened', async () => {
    const customer = { external_id: `cust-${randomUUID()}` };
    const { body: made } = await ask('/v1/portal-sessions', { customer, return_url: RETURN_URL });
    expect(new URL(made.url).pathname).toBe('/session');
    await openSession(harness, made.id);
    const code = await completionCode(harness, made.id);
    const path = `/v1/portal-sessions/${made.id}`;
    const other = await ask(`${path}/complete`, { completion_code: newToken(), ...customer });
    expect(other.body.code).toBe('COMPLETION_CODE_REFUSED');
    const { body } = await ask(`${path}/complete`, { completion_code: code, ...customer });
    expect(body).toMatchObject({
      status: 'confirmed',
      url: `https://connect.example/session/open?session=${made.id}`,
    });
    expect((await ask(`${path}/complete`, { completion_code: code, ...customer })).body.code).toBe(
      'COMPLETION_CODE_USED',
    );
    await harness.owner.query(
      `INSERT INTO customer_sessions (token_hash, customer_id, expires, portal_session_id)
       VALUES ($1, $2, now() + interval '30 minutes', $3)`,
      [sha256Hex(newToken()), body.customer.id, made.id],
    );
    expect((await ask(`${path}/end`, {})).body).toMatchObject({ status: 'ended', url: null });
    expect((await ask(`${path}/end`, {})).status).toBe(200);
    const { rows } = await harness.owner.query(
      'SELECT 1 FROM customer_sessions WHERE portal_session_id = $1',
      [made.id],
    );
    expect(rows).toEqual([]);
  });

  it('that another customer brings the code of is over', async () => {
    const customer = { external_id: `cust-${randomUUID()}` };
    const { body: made } = await ask('/v1/portal-sessions', { customer, return_url: RETURN_URL });
    await openSession(harness, made.id);
    const code = await completionCode(harness, made.id);
    const path = `/v1/portal-sessions/${made.id}/complete`;
    const refused = await ask(path, { completion_code: code, external_id: 'vera' });
    expect(refused.body.code).toBe('COMPLETION_CODE_REFUSED');
    expect((await ask(path, { completion_code: code, ...customer })).body.code).toBe('SESSION_OVER');
  });
});
