import { rename } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKeys, makeToken, PIN } from '#test/pkcs11/softhsm.mjs';
import { until } from '#test/until';
import { vend } from '#vault/grants/vend';
import { activateKey } from '#vault/ring-keys/activate-key';
import { addKey } from '#vault/ring-keys/add-key';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { startRingKeys } from '#vault/testing/watched-ring';

let harness: Harness;
let token: ReturnType<typeof makeToken>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  token = makeToken();
  makeKeys(token, [{ label: 'root-1' }]);
  harness = await Harness.start();
}, 300_000);
afterAll(async () => {
  for (const stop of stops) await stop();
  await harness.close();
  token.remove();
});

async function start() {
  const env = {
    VAULT_ROOT_PROVIDER: 'pkcs11',
    VAULT_PKCS11_MODULE: token.library,
    VAULT_PKCS11_TOKEN: token.token,
    VAULT_PKCS11_PIN: PIN,
    VAULT_PKCS11_KEY: 'root-1',
    VAULT_PKCS11_ENVIRONMENT: `SOFTHSM2_CONF=${token.environment.SOFTHSM2_CONF}`,
  };
  const vault = harness.vault({ deadlines: UNHURRIED, env });
  stops.push(await startRingKeys(vault));
  return vault;
}

it('promise 8: with its token away a vault vends what a wrapped ring key seals, a new one ends with words, and starts once it is back', async () => {
  const vault = await start();
  const added = await addKey(vault, { operator: 'keys:ann' });
  if (added.kind !== 'added') throw new Error(added.kind);
  await until('it is active', async () => {
    const act = { id: added.id, expected: undefined, operator: 'keys:ann' };
    return (await activateKey(vault, act)).kind === 'activated';
  });
  await until('it seals', () => vault.ring.primary === added.id);
  const linked = await harness.link(vault);
  expect((await harness.grant(linked))?.key_id).toBe(added.id);

  const tokens = path.join(token.folder, 'tokens');
  await rename(tokens, `${tokens}-away`);
  expect(await harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
  await expect(start()).rejects.toThrow('the PKCS#11 library cannot be loaded or started');

  await rename(`${tokens}-away`, tokens);
  const another = await start();
  expect(await harness.isLive((await vend(another, linked.id)).access)).toBe(true);
});
