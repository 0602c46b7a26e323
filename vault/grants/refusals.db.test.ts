import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { closedUrl } from '#vault/testing/closed-url';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { expireGrant } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { refreshGrant } from './refresh';
import { housekeeping } from './refresh-loop';
import { vend } from './vend';

const PATIENT = { ...UNHURRIED, vendWaitMs: 22_000 };
const REFRESH = 'token:refresh_token';
const INVALID_CLIENT = '{"error":"invalid_client","error_description":"Client authentication failed"}';

let harness: Harness;
let one: VaultContext;
let two: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  [one, two] = [harness.vault({ deadlines: PATIENT }), harness.vault({ deadlines: PATIENT })];
});
afterAll(() => harness.close());
beforeEach(async () => {
  harness.reset();
  // a rate limit of the test before pauses the whole environment for a moment
  await until('no pause is left', () => [one, two].every((vault) => vault.pauses.leftMs('sandbox') === 0));
  await harness.owner.query('TRUNCATE vault.refresh_outcomes');
  await harness.owner.query('DELETE FROM alarms');
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'vended',
    (error) => error.code,
  );

describe('a grant that Wise says is over', () => {
  it('is marked as lost once by many callers, with its tokens erased, an audit row and a notice', async () => {
    const linked = await harness.link(one, { accessSeconds: 1 });
    await harness.untilExpired(linked);
    harness.removeApp(linked);
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => codeOf(vend(at % 2 === 0 ? one : two, linked.id))),
    );
    expect(new Set(codes)).toEqual(new Set(['CONNECTION_NEEDS_RECONNECT']));
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
    expect(await harness.grant(linked)).toBeUndefined();
    expect(await harness.connection(linked)).toMatchObject({
      status: 'needs_reconnect',
      reason: 'lost_at_wise',
      last_check: 'needs_reconnect',
    });
    expect(await harness.auditActions(linked)).toEqual(['connection.lost']);
    const notices = await harness.owner.query(
      `SELECT kind, customer_id FROM notices WHERE connection_id = $1`,
      [linked.id],
    );
    expect(notices.rows).toEqual([{ kind: 'needs_reconnect', customer_id: linked.customerId }]);
  });

  it.each([
    [400, 'invalid_grant'],
    [401, 'invalid_grant'],
    [403, 'invalid_grant'],
    [401, 'invalid_token'],
  ])('is believed from %i %s', async (status, error) => {
    const linked = await harness.link(one);
    const body = JSON.stringify({ error, error_description: 'secret-looking text' });
    harness.plant({ endpoint: REFRESH, kind: 'answer', status, body, headers: headersOf(status) });
    expect(await refreshGrant(one, linked.id, { why: 'check' })).toEqual({ kind: 'lost' });
    expect((await harness.connection(linked)).status).toBe('needs_reconnect');
  });

  it.each([
    [404, '{"error":"invalid_grant"}', 'application/json'],
    [500, '{"error":"invalid_grant"}', 'application/json'],
    [200, '{"error":"invalid_grant"}', 'application/json'],
    [400, '{"error":"invalid_grant"}', 'text/html'],
    [400, '<html>invalid_grant</html>', 'text/html'],
    [400, '{"error":"temporarily_unavailable"}', 'application/json'],
    [400, '"invalid_grant"', 'application/json'],
    [429, '{"error":"invalid_grant"}', 'application/json'],
    [302, '{"error":"invalid_grant"}', 'application/json'],
  ])('is not believed from %i %s as %s: an outage makes nobody reconnect', async (status, body, type) => {
    const linked = await harness.link(one);
    harness.plant({ endpoint: REFRESH, kind: 'answer', status, body, headers: { 'content-type': type } });
    const result = await refreshGrant(one, linked.id, { why: 'check' });
    expect(result.kind).toBe('unavailable');
    await expectStillConnected(harness, linked);
  });

  it('is asked once more after a lost answer, however many outages were in between', async () => {
    const linked = await harness.link(one);
    const again = async () => {
      await expireGrant(harness, 'uncertain_until', linked);
      return (await refreshGrant(one, linked.id, { why: 'recover' })).kind;
    };
    harness.plant({ endpoint: REFRESH, kind: 'answer', status: 503, body: '', count: 3 });
    await refreshGrant(one, linked.id, { why: 'check' });
    expect([await again(), await again()]).toEqual(['unavailable', 'unavailable']);
    harness.removeApp(linked);
    // The first refusal there is: the answer that was lost may have held the token that is asked for now.
    expect(await again()).toBe('unavailable');
    await expectStillConnected(harness, linked);
    expect(await again()).toBe('lost');
  });

  it('is not lost when it was linked again while the refusal was on its way', async () => {
    const linked = await harness.link(one);
    const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'before' });
    const late = refreshGrant(one, linked.id, { why: 'check' });
    await until('held', () => held.waiting === 1);
    await harness.consent(two, linked);
    harness.release(held);
    expect((await late).kind).not.toBe('lost');
    await expectStillConnected(harness, linked);
    expect(harness.isLive((await vend(two, linked.id)).access)).toBe(true);
  });
});

const headersOf = (status: number): Record<string, string> => ({
  'content-type': 'application/json;charset=UTF-8',
  ...(status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
});

describe('a refused client', () => {
  it('makes nobody reconnect, alarms staff, keeps live tokens vendable and clears itself', async () => {
    const [linked, expired] = [await harness.link(one), await harness.link(one, { accessSeconds: 1 })];
    await harness.untilExpired(expired);
    harness.plant({ endpoint: REFRESH, kind: 'answer', status: 401, body: INVALID_CLIENT, count: 1_000 });
    expect((await refreshGrant(one, linked.id, { why: 'check' })).kind).toBe('unavailable');
    expect(await codeOf(vend(one, expired.id))).toBe('TOKEN_NOT_READY');
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
    for (const each of [linked, expired]) await expectStillConnected(harness, each);
    expect(harness.isLive((await vend(one, linked.id)).access)).toBe(true);

    harness.reset();
    await until('the expired one vends', async () => (await codeOf(vend(one, expired.id))) === 'vended');
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('does not let a check pass for one that asked Wise when the pause ends in between', async () => {
    const linked = await harness.link(one);
    let looks = 0;
    const pauses = { ...one.pauses, untilTrialMs: () => (looks++ === 0 ? 1 : 0) };
    expect(await refreshGrant({ ...one, pauses }, linked.id, { why: 'check' })).toEqual({ kind: 'busy' });
    expect(harness.refreshCallsOf(linked)).toEqual([]);
  });

  it('is not asked again at once: callers of the environment wait for the pause', async () => {
    const vault = harness.vault({ deadlines: { clientRefusedPauseMs: 60_000 } });
    const linked = [await harness.link(one), await harness.link(one)];
    harness.plant({ endpoint: REFRESH, kind: 'answer', status: 401, body: INVALID_CLIENT, count: 1_000 });
    const before = harness.events('token.request').length;
    for (const { id } of [...linked, ...linked]) await refreshGrant(vault, id, { why: 'check' });
    expect(harness.events('token.request').length - before).toBe(1);
  });
});

describe('a configuration with another client id', () => {
  it('makes no call and alarms; a live token is still vended, a dead one is our fault', async () => {
    const other = harness.vault({ env: { WISE_SANDBOX_CLIENT_ID: 'another-client' } });
    const linked = await harness.link(one, { accessSeconds: 1 });
    const fresh = await harness.link(one);
    expect(harness.isLive((await vend(other, fresh.id)).access)).toBe(true);
    await harness.untilExpired(linked);
    expect(await codeOf(vend(other, linked.id))).toBe('CONFIGURATION_WRONG');
    expect(await refreshGrant(other, fresh.id, { why: 'check' })).toEqual({ kind: 'not_refreshable' });
    expect(harness.refreshCallsOf(linked)).toEqual([]);
    expect(await harness.openAlarms()).toEqual(['client_id_changed']);
    await expectStillConnected(harness, linked);
    await housekeeping(other);
    expect(await harness.openAlarms()).toEqual(['client_id_changed']);
  });
});

describe('not sent, not acted', () => {
  it.each([
    ['a refused request', { status: 400, body: '{"error":"invalid_request"}' }],
    ['a rate limit', { status: 429, body: '{}', headers: { 'retry-after': '1' } }],
  ])('%s settles the row again with its old token', async (_what, answer) => {
    const vault = harness.vault();
    const linked = await harness.link(one);
    harness.plant({ endpoint: REFRESH, kind: 'answer', ...answer });
    expect(await refreshGrant(vault, linked.id, { why: 'check' })).toMatchObject({ kind: 'unavailable' });
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.isLive((await vend(one, linked.id)).access)).toBe(true);
    expect((await refreshGrant(one, linked.id, { why: 'check' })).kind).toBe('refreshed');
  });

  it('an unreachable Wise settles the row again', async () => {
    const cut = harness.vault({ env: { WISE_SANDBOX_API_URL: await closedUrl() } });
    const linked = await harness.link(one);
    expect(await refreshGrant(cut, linked.id, { why: 'check' })).toMatchObject({ kind: 'unavailable' });
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.isLive((await vend(cut, linked.id)).access)).toBe(true);
  });
});
