import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';

// Factors over the API, on the real wire: back end → vault → emulator, PIN and fingerprint as encrypted messages.

const lines: string[] = [];
let harness: Harness;
let vault: Vault;
let key: string;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  const log = createLogger('test', 'debug', { write: (line) => lines.push(line) });
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, loopMs: 3_600_000 }, log });
  key = (await makeApiKey(vault.ctx.database, ['wise:call', 'factors:write'])).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(async () => {
  harness.reset();
  linked = await harness.link(vault.ctx);
});

async function ask(
  path: string,
  body?: Record<string, string>,
  method = body === undefined ? 'GET' : 'POST',
) {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(vault.partnerUrl + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const session = () => ask(`/v1/connections/${linked.id}/sca-session`, undefined, 'POST');
const enrol = (factor: string, value: string) =>
  ask(`/v1/connections/${linked.id}/sca-factors`, { factor, value });
const pass = (id: string, factor: string, value: string) =>
  ask(`/v1/sca-challenges/${id}/factors`, { factor, value });

describe('factors over the API', () => {
  it('a session by hand is approved by PIN and a code from the phone', async () => {
    expect(await enrol('pin', '4711')).toMatchObject({ status: 200, body: { device_fingerprint_id: null } });
    expect(await enrol('pin', '4711')).toMatchObject({ status: 409, body: { code: 'FACTOR_EXISTS' } });
    const begun = await session();
    expect(begun).toMatchObject({ status: 200, body: { state: 'pending', operation: 'session' } });
    const { id } = begun.body;
    expect((await ask(`/v1/sca-challenges/${id}`)).body.factors_left[0]).toEqual(['pin']);

    const passed = await pass(id, 'pin', '4711');
    expect(passed).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(passed.body.factors_left).toHaveLength(1);
    const sent = await ask(`/v1/sca-challenges/${id}/phone-code`, { channel: 'sms' });
    expect(sent.body.sent_to).toMatch(/^\*+\d{4}$/);
    expect(await pass(id, 'sms', '111111')).toMatchObject({
      status: 200,
      body: { state: 'approved', factors_left: [] },
    });
  });

  it('a device fingerprint passes; one that was never set up is FACTOR_NOT_SET_UP', async () => {
    const { id } = (await session()).body;
    expect(await pass(id, 'device_fingerprint', 'a-device')).toMatchObject({
      status: 409,
      body: { code: 'FACTOR_NOT_SET_UP' },
    });
    expect((await enrol('device_fingerprint', 'a-device')).body.device_fingerprint_id).toMatch(/./);
    expect(await pass(id, 'device_fingerprint', 'a-device')).toMatchObject({ status: 200 });
    for (const each of ['b', 'c']) await enrol('device_fingerprint', each);
    expect(await enrol('device_fingerprint', 'd')).toMatchObject({
      status: 422,
      body: { code: 'FACTOR_REFUSED' },
    });
  });

  it('after five wrong ones nothing more is sent for 15 minutes, and the challenge is locked', async () => {
    await enrol('pin', '4711');
    const { id } = (await session()).body;
    for (let times = 0; times < 4; times += 1) {
      expect(await pass(id, 'pin', '0000')).toMatchObject({ status: 422, body: { code: 'FACTOR_REFUSED' } });
    }
    const fifth = await pass(id, 'pin', '0000');
    expect(fifth).toMatchObject({ status: 429, body: { code: 'FACTORS_LOCKED' } });
    const heard = harness.events('sca.challenge').length;
    const sixth = await pass(id, 'pin', '4711');
    expect(sixth).toMatchObject({ status: 429, body: { code: 'FACTORS_LOCKED' } });
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(harness.events('sca.challenge').length).toBe(heard);
    expect((await ask(`/v1/sca-challenges/${id}`)).body.state).toBe('locked');
    // Wise's own block: no session begins
    expect((await session()).body.code).toBe('WISE_RATE_LIMITED');
  });

  it('a phone code of a channel that Wise was not asked to use is refused; an unknown challenge is not found', async () => {
    const { id } = (await session()).body;
    expect(await pass(id, 'voice', '111111')).toMatchObject({
      status: 422,
      body: { code: 'FACTOR_REFUSED' },
    });
    expect((await pass(crypto.randomUUID(), 'sms', '111111')).status).toBe(404);
    expect((await pass(id, 'face_map', 'x')).status).toBe(400);
    await harness.owner.query(
      `UPDATE vault.sca_challenges SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    expect(await pass(id, 'sms', '111111')).toMatchObject({
      status: 409,
      body: { code: 'CHALLENGE_EXPIRED' },
    });
  });

  it('an answer that is lost, or that Wise’s schema would have plain, is told as what it is', async () => {
    await enrol('pin', '4711');
    const { id } = (await session()).body;
    harness.plant({ endpoint: 'sca:pin-verify', kind: 'drop', when: 'after', count: 1 });
    expect(await pass(id, 'pin', '4711')).toMatchObject({ status: 504, body: { code: 'WISE_ANSWER_LOST' } });
    harness.emulator.state.settings.merge({ scaEncryptedAnswers: false });
    expect(await pass(id, 'pin', '4711')).toMatchObject({ status: 200 });
  });

  it('promise 4: no PIN, fingerprint, code or one-time token stands in the log', async () => {
    await enrol('pin', '8642');
    const { id } = (await session()).body;
    await pass(id, 'pin', '8642');
    await pass(id, 'device_fingerprint', 'finger-of-a-device');
    const tokens = harness.events('sca.demanded').map(({ token }) => token);
    const text = lines.join('');
    expect(text).toContain('Wise wants an approval');
    for (const secret of ['"8642"', 'finger-of-a-device', ...tokens]) expect(text).not.toContain(secret);
  });

  it('promise 14: a key that may call approves nothing itself, with a PIN of its own making for one', async () => {
    const { id } = (await session()).body;
    const mayPass = key;
    key = (await makeApiKey(vault.ctx.database, DEFAULT_SCOPES)).key;
    const refused = [
      await enrol('pin', '4711'),
      await pass(id, 'pin', '4711'),
      await ask(`/v1/sca-challenges/${id}/phone-code`, { channel: 'sms' }),
      await session(),
    ];
    key = mayPass;
    expect(refused.map(({ body }) => body.code)).toEqual(Array.from({ length: 4 }, () => 'SCOPE_MISSING'));
  });

  it('who set up a factor stands in the audit trail, its value does not; a refused one leaves no row', async () => {
    const rows = () =>
      harness.owner.query(
        `SELECT detail FROM public.audit_entries WHERE action = 'sca.factor_enrolled' AND connection_id = $1`,
        [linked.id],
      );
    await enrol('pin', '4711');
    expect(await enrol('pin', '4711')).toMatchObject({ status: 409, body: { code: 'FACTOR_EXISTS' } });
    const detail = { factor: 'pin', apiKey: expect.stringMatching(/./) };
    expect((await rows()).rows).toEqual([{ detail }]);
  });
});
