import type { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { revokeApiKey } from '#vault/api-keys/revoke-key';
import { cancelRotation, finishRotation, startRotation } from '#vault/api-keys/rotate-key';
import { watchApiKeys } from '#vault/api-keys/watch-keys';
import { PartnerListeners, tokenOf } from '#vault/testing/partner-listeners';
import { challengeOf } from '#vault/testing/sca';

let listeners: PartnerListeners;
let harness: PartnerListeners['harness'];
let proxied: PartnerListeners['proxied'];
let direct: PartnerListeners['direct'];
let linked: PartnerListeners['linked'];

beforeAll(async () => {
  listeners = await PartnerListeners.open();
  ({ harness, proxied, direct, linked } = listeners);
});
afterAll(() => listeners.close());

describe('rotation', () => {
  const operator = 'test';

  it('refuses no request of those who change from the first to the second secret under load', async () => {
    const { id, key } = await listeners.makeKey({});
    const { database } = proxied.ctx;
    let secret = key;
    let isOver = false;
    const codes: unknown[] = [];
    const asking = [1, 2, 3, 4].map(async () => {
      while (!isOver) codes.push(await listeners.codeOf(secret, tokenOf(linked.id)));
    });
    const count = codes.length;
    await until('requests with the first', () => codes.length > count + 8);
    const started = await startRotation(database, id, { overlapMs: null, operator });
    if (started.kind !== 'started') throw new Error(started.kind);
    expect((await startRotation(database, id, { overlapMs: null, operator })).kind).toBe('open');
    const first = codes.length;
    await until('requests with two live', () => codes.length > first + 8);
    expect((await finishRotation(database, id, { isSure: false, operator })).kind).toBe('in_use');
    secret = started.key.reveal();
    const second = codes.length;
    await until('requests with the second', () => codes.length > second + 8);
    expect((await finishRotation(database, id, { isSure: false, operator })).kind).toBe('in_use');
    expect((await finishRotation(database, id, { isSure: true, operator })).kind).toBe('finished');
    const last = codes.length;
    await until('requests with the only one', () => codes.length > last + 8);
    isOver = true;
    await Promise.all(asking);
    expect(new Set(codes)).toEqual(new Set([200]));
    expect(await listeners.codeOf(key, tokenOf(linked.id))).toBe('API_KEY_REFUSED');
  });

  it('ends the first secret by itself after the overlap, and takes a second one back', async () => {
    const { database } = proxied.ctx;
    const { id, key } = await listeners.makeKey({});
    const began = await startRotation(database, id, { overlapMs: null, operator });
    if (began.kind !== 'started') throw new Error(began.kind);
    expect(await listeners.codeOf(began.key.reveal(), tokenOf(linked.id))).toBe(200);
    expect(await cancelRotation(database, id, operator)).toBe(true);
    expect(await listeners.codeOf(began.key.reveal(), tokenOf(linked.id))).toBe('API_KEY_REFUSED');
    expect(await listeners.codeOf(key, tokenOf(linked.id))).toBe(200);

    const leaked = await startRotation(database, id, { overlapMs: 0, operator });
    if (leaked.kind !== 'started') throw new Error(leaked.kind);
    expect(await listeners.codeOf(key, tokenOf(linked.id))).toBe('API_KEY_REFUSED');
    await watchApiKeys(proxied.ctx);
    expect(await listeners.audited('api_key.rotation_finished', id)).toHaveLength(1);
    expect(await listeners.codeOf(leaked.key.reveal(), tokenOf(linked.id))).toBe(200);
    expect(await listeners.codeOf(key, tokenOf(linked.id))).toBe('API_KEY_REFUSED');
  });
});

it('race: nothing is vended by a request that begins after the revocation is committed', async () => {
  const { id, key } = await listeners.makeKey({});
  let revokedAt = Number.POSITIVE_INFINITY;
  const answers: { beganAt: number; code: unknown }[] = [];
  const asking = [1, 2, 3, 4].map(async () => {
    for (let refused = 0; refused < 3; ) {
      const beganAt = performance.now();
      const code = await listeners.codeOf(key, tokenOf(linked.id));
      answers.push({ beganAt, code });
      if (code !== 200) refused += 1;
    }
  });
  await until('vends', () => answers.length > 8);
  await revokeApiKey(proxied.ctx.database, id, { kind: 'operator', id: 'test' });
  revokedAt = performance.now();
  await Promise.all(asking);
  const late = answers.filter(({ beganAt }) => beganAt >= revokedAt);
  expect(new Set(late.map(({ code }) => code))).toEqual(new Set(['API_KEY_REFUSED']));
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([200, 'API_KEY_REFUSED']));
});

describe('a quota of connections an hour', () => {
  let ids: string[];
  let dispatcher: Agent;
  beforeAll(async () => {
    dispatcher = listeners.agent();
    const more = [];
    for (let n = 0; n < 5; n += 1) more.push(await harness.link(proxied.ctx));
    ids = [linked, ...more].map(({ id }) => id);
  });
  afterAll(() => dispatcher.close());

  /** Each connection at both vaults, all at once; the codes by connection. */
  const everywhere = (key: string) =>
    Promise.all(
      ids.map((id) =>
        Promise.all([
          listeners.codeOf(key, tokenOf(id)),
          listeners.codeOf(key, tokenOf(id), { vault: direct, dispatcher }),
          listeners.codeOf(key, `/v1/connections/${id}`),
        ]),
      ),
    );

  it('is exact for two vaults: as many are opened and no more, again and again; reading about one counts for nothing', async () => {
    const { id, key } = await listeners.makeKey({ quotaPerHour: 3, quotaRefuses: true });
    const absent = '00000000-0000-4000-8000-000000000000';
    for (const vault of [proxied, direct])
      expect(await listeners.codeOf(key, tokenOf(absent), { vault, dispatcher })).toBe('NOT_FOUND');
    const first = await everywhere(key);
    const opened = first.filter(([here, there]) => here === 200 && there === 200);
    const refused = first.filter(([here, there]) => here === there && here === 'API_KEY_QUOTA_USED');
    expect([opened.length, refused.length]).toEqual([3, 3]);
    expect(first.every(([, , read]) => read === 200)).toBe(true);
    expect(await everywhere(key)).toEqual(first);
    const told = await listeners.audited('api_key.quota_exceeded', id);
    expect(told).toMatchObject([{ quota: 3, refused: true, hour: expect.stringMatching(/:00:00\.000Z$/) }]);
    expect(Number(told[0]?.connections)).toBeGreaterThan(3);

    const over = ids[first.findIndex(([here]) => here !== 200)] ?? '';
    const answer = await listeners.ask(key, tokenOf(over));
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(3_600);
    await harness.owner.query(`UPDATE vault.api_keys SET quota_per_hour = 4 WHERE id = $1`, [id]);
    expect(await listeners.codeOf(key, tokenOf(over))).toBe(200);
  });

  it('counts a connection that is reached by its approval', async () => {
    const other = await harness.link(proxied.ctx);
    const { challengeId } = await challengeOf(harness, proxied.ctx, other);
    const { id, key } = await listeners.makeKey({ quotaPerHour: 1, quotaRefuses: true });
    expect(await listeners.codeOf(key, tokenOf(linked.id))).toBe(200);
    const of = `/v1/sca-challenges/${challengeId}`;
    const asked: [string, 'GET' | 'POST', unknown?][] = [
      [of, 'GET'],
      [`${of}/phone-code`, 'POST', { channel: 'sms' }],
      [`${of}/factors`, 'POST', { factor: 'pin', value: '1234' }],
    ];
    for (const [target, method, body] of asked)
      expect(await listeners.codeOf(key, target, { method, body })).toBe('API_KEY_QUOTA_USED');
    const { rows } = await harness.owner.query(
      `SELECT DISTINCT connection_id FROM vault.access_records WHERE api_key_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ connection_id: linked.id }]);
  });

  it('tells staff and refuses nothing unless it is set to', async () => {
    const { id, key } = await listeners.makeKey({ quotaPerHour: 2 });
    expect((await everywhere(key)).flat().every((code) => code === 200)).toBe(true);
    expect(await listeners.audited('api_key.quota_exceeded', id)).toMatchObject([
      { refused: false, quota: 2 },
    ]);
    expect(await harness.openAlarms()).toContain('api_key_over_quota');
    await harness.owner.query(
      `UPDATE vault.api_keys SET quota_told_hour = quota_told_hour - interval '1 hour'`,
    );
    await watchApiKeys(proxied.ctx);
    expect(await harness.openAlarms()).not.toContain('api_key_over_quota');
  });
});

it('tells staff of a key that ends, 14 days and 1 day ahead, once each', async () => {
  await harness.owner.query('UPDATE vault.api_keys SET expires_at = NULL');
  const { id } = await listeners.makeKey({ expiresAt: new Date(Date.now() + 20 * 86_400_000) });
  const tell = async (before: string) => {
    await harness.owner.query(`UPDATE vault.api_keys SET expires_at = now() + $2::interval WHERE id = $1`, [
      id,
      before,
    ]);
    await watchApiKeys(proxied.ctx);
    await watchApiKeys(direct.ctx);
    return (await listeners.audited('api_key.expiring', id)).map(({ days }) => days);
  };
  expect(await tell('15 days')).toEqual([]);
  expect(await tell('13 days')).toEqual([14]);
  expect(await harness.openAlarms()).toContain('api_key_expiring');
  expect(await tell('23 hours')).toEqual([14, 1]);
  expect(await tell('30 days')).toEqual([14, 1]);
  expect(await harness.openAlarms()).not.toContain('api_key_expiring');
});

it('no secret of a key is in an alarm, an audit row or a refusal', async () => {
  const { key } = await listeners.makeKey({ networks: ['198.51.100.0/24'] });
  const refused = await listeners.ask(key, tokenOf(linked.id));
  const secret = key.slice(-43);
  const { rows } = await harness.owner.query(`SELECT detail::text FROM audit_entries`);
  expect(JSON.stringify([refused.json, rows])).not.toContain(secret);
});
