import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { startVault } from '#vault/server';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchange } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { NOTHING_FAILED, startTraffic } from '#vault/testing/traffic';
import { newWiseUser } from '#vault/testing/wise-users';
import { startProvingJoseKeys } from './prove-keys';
import { type NewKey, newKey } from './testing/keys';
import { call, messageOf, PLAYGROUND, rotateAtWise, sandboxOf, upload } from './testing/wire';

const DAY_S = 86_400;

let harness: Harness;
let keys: { signing: NewKey; encryption: NewKey };
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  const [signing, encryption] = await Promise.all([newKey('ES256'), newKey('RSA-OAEP-256')]);
  keys = { signing, encryption };
  for (const key of [signing, encryption]) await upload(proving({}), key);
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  harness.reset();
});
afterAll(() => harness.close());

const QUICK = { ...UNHURRIED, joseProofMs: 20 };

const settings = (changes: Record<string, string>) => ({
  WISE_SANDBOX_JOSE: `${PLAYGROUND} require jws+jwe`,
  WISE_SANDBOX_JOSE_SIGNING_KEY: keys.signing.text,
  WISE_SANDBOX_JOSE_ENCRYPTION_KEY: keys.encryption.text,
  ...changes,
});

/** A vault that seals all playground calls; without `started` it only has the keys. */
function proving(env: Record<string, string>, { isStarted = false } = {}): VaultContext {
  const vault = harness.vault({ deadlines: QUICK, env: settings(env) });
  if (isStarted) stops.push(startProvingJoseKeys(vault));
  return vault;
}

const started = (env: Record<string, string> = {}) => proving(env, { isStarted: true });
const alarms = () => harness.openAlarms();
const isOpen = async (code: string) => (await alarms()).includes(code);
const proofs = () =>
  harness.events('api.call').filter(({ path, status }) => path.startsWith(PLAYGROUND) && status === 200)
    .length;

async function untilProofs(count: number) {
  const before = proofs();
  await until('further proofs', () => proofs() - before >= count);
}

async function removeAtWise(key: NewKey) {
  const { clientId } = sandboxOf(proving({})).config;
  const url = `${harness.emulator.url}/__emulator/clients/${clientId}/jose-keys/${key.kid}`;
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
}

it('keys that Wise takes raise nothing', async () => {
  started();
  await untilProofs(2);
  expect(await alarms()).toEqual([]);
});

it('without a rule no key is proved, and an alarm of before is over', async () => {
  await harness.owner.query(
    `INSERT INTO alarms (code, environment) VALUES ('jose_key_refused', 'sandbox'), ('jose_key_refused', 'production')`,
  );
  const before = proofs();
  started({ WISE_SANDBOX_JOSE: 'off' });
  await until('both alarms close', async () => (await alarms()).length === 0);
  expect(proofs()).toBe(before);
});

it('a key lost at Wise is an alarm at the second refusal, marks no connection, spends no code, and ends when the key is back', async () => {
  const vault = started({ WISE_SANDBOX_JOSE: '/ require jws+jwe' });
  const linked = await harness.link(vault);
  await untilProofs(1);
  await removeAtWise(keys.signing);
  await until('the alarm', () => isOpen('jose_key_refused'));
  // of a code the token endpoint wants our secret and our certificate, never a JOSE key
  const attempt = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
  expect(await exchange(vault, attempt)).toMatchObject({ state: 'connected' });
  expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('refreshed');
  expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
  expect((await harness.connection(linked)).status).toBe('active');
  await upload(vault, keys.signing);
  await until('the alarm closes', async () => !(await isOpen('jose_key_refused')));
});

it('a lost encryption key is one too', async () => {
  const vault = started();
  await untilProofs(1);
  await removeAtWise(keys.encryption);
  await until('the alarm', () => isOpen('jose_key_refused'));
  await upload(vault, keys.encryption);
  await until('the alarm closes', async () => !(await isOpen('jose_key_refused')));
});

it('an outage of Wise is no loss of a key', async () => {
  started();
  await untilProofs(1);
  harness.plant({ endpoint: 'jose:playground-*', kind: 'answer', status: 503, count: 5 });
  harness.plant({ endpoint: 'jose:playground-*', kind: 'drop', count: 5 });
  await untilProofs(1);
  expect(await alarms()).toEqual([]);
});

it('a key that ends within 28 days is an alarm of its own', async () => {
  const exp = Math.floor(Date.now() / 1_000) + 20 * DAY_S;
  const ending = await newKey('ES256', { exp });
  await upload(proving({}), ending);
  started({ WISE_SANDBOX_JOSE_SIGNING_KEY: ending.text });
  await until('the alarm', () => isOpen('jose_key_expiring'));
  await Promise.all(stops.splice(0).map((stop) => stop()));
  started();
  await until('the alarm closes', async () => !(await isOpen('jose_key_expiring')));
});

it('promise 13: a planned rotation of our keys and of Wise’s under load fails no connect, refresh, vend or call, all of them sealed', async () => {
  const [signing, encryption] = await Promise.all([newKey('PS256'), newKey('RSA-OAEP-256')]);
  const env = settings({
    WISE_SANDBOX_JOSE: '/ require jws+jwe',
    WISE_SANDBOX_JOSE_SIGNING_KEY_NEXT: signing.text,
    WISE_SANDBOX_JOSE_ENCRYPTION_KEY_NEXT: encryption.text,
  });
  const server = await startVault(harness.env(env), { deadlines: { ...UNHURRIED, joseProofMs: 200 } });
  stops.push(() => server.close());
  const traffic = await startTraffic(harness, [server]);
  const { proven } = server.ctx.jose.of(sandboxOf(server.ctx));
  expect([...proven]).toEqual([]);
  await upload(server.ctx, signing);
  await upload(server.ctx, encryption);
  await until('both take over', () => proven.has(signing.kid) && proven.has(encryption.kid));
  for (const alg of ['PS256', 'ES256', 'RSA-OAEP-256'] as const) await rotateAtWise(harness, alg);
  // what was sealed with the old keys has ended
  await traffic.more(1);
  await removeAtWise(keys.signing);
  await removeAtWise(keys.encryption);
  await traffic.more(1);
  expect(await traffic.end()).toEqual(NOTHING_FAILED);
  expect(await alarms()).toEqual([]);
  await upload(server.ctx, keys.signing);
  await upload(server.ctx, keys.encryption);
});

it('a next key that Wise forgets gives its place back to the one before', async () => {
  const next = await newKey('ES256');
  const vault = started({ WISE_SANDBOX_JOSE_SIGNING_KEY_NEXT: next.text });
  await upload(vault, next);
  const { proven } = vault.jose.of(sandboxOf(vault));
  await until('it takes over', () => proven.has(next.kid));
  await removeAtWise(next);
  await until('it gives its place back', () => !proven.has(next.kid));
  await until('no alarm stays', async () => (await alarms()).length === 0);
  expect(messageOf(await call(vault, `${PLAYGROUND}/jwsjwe`, { body: { message: 'm' } }))).toBe(
    'jose-playground-response-m',
  );
});
