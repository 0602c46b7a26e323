import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '#lib/env/read';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { vend } from '#vault/grants/vend';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { FakeRoot } from '#vault/testing/fake-root';
import { Harness, type Linked, UNHURRIED, type VaultOptions } from '#vault/testing/harness';
import { startRingKeys } from '#vault/testing/watched-ring';
import { activateKey } from './activate-key';
import { addKey, importKey } from './add-key';
import { readHolders } from './holders';
import { loadRing } from './load-ring';
import { readRingKeys } from './ring-key-row';
import { RootKeys } from './root-keys';

const OPERATOR = 'keys:ann';
const OTHER = `k1:${Buffer.alloc(32, 0xee).toString('base64')}`;

let harness: Harness;
let root: FakeRoot;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(() => {
  root = new FakeRoot();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  for (const table of ['ring_keys', 'ring_holders', 'ring_canaries', 'grants'])
    await harness.owner.query(`DELETE FROM vault.${table}`);
  await harness.owner.query('DELETE FROM alarms');
});
afterAll(() => harness.close());

/** A vault with its watch, as after a start. */
async function start(options: VaultOptions = {}): Promise<VaultContext> {
  const vault = harness.vault({ deadlines: UNHURRIED, rootKeys: root.keys, ...options });
  stops.push(await startRingKeys(vault));
  return vault;
}

/** What the failed start says. */
async function refusal(options: VaultOptions): Promise<string> {
  const failure = await start(options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigurationError);
  return String(failure);
}

async function add(vault: VaultContext): Promise<string> {
  const added = await addKey(vault, { operator: OPERATOR });
  if (added.kind !== 'added') throw new Error(added.kind);
  return added.id;
}

const activate = (vault: VaultContext, id: string, expected?: string) =>
  activateKey(vault, { id, expected, operator: OPERATOR });

async function activateOnceHeld(vault: VaultContext, id: string, expected?: string): Promise<void> {
  await until('every vault holds it', async () => (await activate(vault, id, expected)).kind === 'activated');
}

const keyOf = async (linked: Linked) => (await harness.grant(linked))?.key_id;
const states = async () =>
  Object.fromEntries((await readRingKeys(harness.vault().database.db)).map(({ id, state }) => [id, state]));
const vended = async (vault: VaultContext, linked: Linked) =>
  harness.isLive((await vend(vault, linked.id)).access);

describe('ring keys in the database', () => {
  it('an existing deployment with VAULT_KEYS alone starts and seals as before', async () => {
    const vault = await start({ rootKeys: new RootKeys([], undefined) });
    const linked = await harness.link(vault);
    expect(await keyOf(linked)).toBe('k1');
    expect(await addKey(vault, { operator: OPERATOR })).toEqual({ kind: 'no_root' });
    expect(await states()).toEqual({});
  });

  it('a new key becomes active only once every live vault has opened it, while they run; old records still open', async () => {
    const [one, two] = [await start(), await start()];
    const before = await harness.link(one);
    const id = await add(one);
    await activateOnceHeld(one, id);
    await until('both seal with it', () => one.ring.primary === id && two.ring.primary === id);
    const after = await harness.link(two);
    expect([await keyOf(before), await keyOf(after)]).toEqual(['k1', id]);
    for (const vault of [one, two])
      for (const linked of [before, after]) expect(await vended(vault, linked)).toBe(true);
    expect(root.asked.filter((what) => what === `unwrap ${id}`)).toHaveLength(3);
  });

  it('is not activated while a live vault cannot open it, which staff are told', async () => {
    const one = await start();
    const blind = new FakeRoot();
    const two = await start({ rootKeys: blind.keys });
    blind.isAway = true;
    const id = await add(one);
    await until('staff are told', async () => (await harness.openAlarms()).includes('ring_key_unusable'));
    await until('the other vault has opened it', async () => {
      const answer = await activate(one, id);
      expect(answer).toMatchObject({ kind: 'not_held', owners: expect.arrayContaining([two.owner]) });
      return answer.kind === 'not_held' && answer.owners.length === 1;
    });
    blind.isAway = false;
    await activateOnceHeld(one, id);
    await until('no alarm', async () => !(await harness.openAlarms()).includes('ring_key_unusable'));
  });

  it('of two operators who rotate at once exactly one does, and there is one active key', async () => {
    const vault = await start();
    const ids = [await add(vault), await add(vault)];
    await until('it holds both', async () =>
      (await readHolders(vault.database.db)).every(({ held }) => ids.every((id) => held.includes(id))),
    );
    const kinds = (await Promise.all(ids.map((id) => activate(vault, id)))).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['activated', 'overtaken']);
    expect(Object.values(await states()).sort()).toEqual(['active', 'pre_active']);
  });

  it('a vault that starts during a rotation is waited for, or has read the new key already', async () => {
    const one = await start();
    const slow = new FakeRoot();
    const starting = harness.vault({ rootKeys: slow.keys });
    // it has said that it lives, and has not read the keys yet
    await harness.owner.query('INSERT INTO vault.ring_holders (owner) VALUES ($1)', [starting.owner]);
    const id = await add(one);
    expect(await activate(one, id)).toMatchObject({
      kind: 'not_held',
      owners: expect.arrayContaining([starting.owner]),
    });
    stops.push(await startRingKeys(starting));
    await activateOnceHeld(one, id);
    await until('it seals with it', () => starting.ring.primary === id);
  });

  it('a vault that was down while a key was added opens it when it starts, or does not start and says why', async () => {
    const one = await start();
    const id = await add(one);
    await activateOnceHeld(one, id);
    const linked = await harness.link(one);
    root.isAway = true;
    expect(await refusal({})).toContain(
      `ring key ${id} cannot be opened: the root key provider device cannot be used`,
    );
    expect(await refusal({ rootKeys: new RootKeys([], undefined) })).toContain(
      'the root key provider device',
    );
    root.isAway = false;
    const two = await start();
    expect(await vended(two, linked)).toBe(true);
  });

  it('a root key provider that goes away fails no vend of a running vault; staff are told (promise 8)', async () => {
    const vault = await start();
    const id = await add(vault);
    await activateOnceHeld(vault, id);
    root.isAway = true;
    await until('staff are told', async () => (await harness.openAlarms()).includes('root_key_unavailable'));
    await until('it seals with it', () => vault.ring.primary === id);
    const linked = await harness.link(vault);
    expect(await keyOf(linked)).toBe(id);
    expect(await vended(vault, linked)).toBe(true);
    root.isAway = false;
    await until('no alarm', async () => !(await harness.openAlarms()).includes('root_key_unavailable'));
  });
});

describe('a key is the one that the records were sealed with, or the vault does not start', () => {
  it('another key by the same id is refused by its canary record', async () => {
    await start();
    expect(await refusal({ env: { VAULT_KEYS: OTHER } })).toContain('ring key k1 is another key');
  });

  it('also where no canary record is kept yet, by the grants that there are', async () => {
    const linked = await harness.link(harness.vault());
    expect(await refusal({ env: { VAULT_KEYS: OTHER } })).toContain('ring key k1 is another key');
    expect(await vended(await start(), linked)).toBe(true);
  });

  it('a wrapped key that was moved to another row of the database does not open', async () => {
    const vault = await start();
    const [one, two] = [await add(vault), await add(vault)];
    await harness.owner.query(
      `UPDATE vault.ring_keys AS k SET wrapped = o.wrapped FROM vault.ring_keys AS o WHERE k.id = $1 AND o.id = $2`,
      [one, two],
    );
    expect(await refusal({})).toContain(`ring key ${one} cannot be opened`);
  });

  it('a canary record that no longer opens is an alarm in a running vault, which goes on', async () => {
    const vault = await start({ deadlines: { ...UNHURRIED, ringProofMs: 50 } });
    const linked = await harness.link(vault);
    await harness.owner.query(
      `UPDATE vault.ring_canaries SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)`,
    );
    await until('staff are told', async () => (await harness.openAlarms()).includes('ring_key_failed'));
    expect(await vended(vault, linked)).toBe(true);
  });

  it('a vault without any key to seal with does not start', async () => {
    expect(await refusal({ ring: openKeyRing(undefined) })).toContain('no ring key is active');
  });
});

describe('moving from VAULT_KEYS to the database', () => {
  it('what VAULT_KEYS sealed opens after the key was moved, and VAULT_KEYS is empty; vaults run all the while', async () => {
    const old = await start();
    const linked = await harness.link(old);
    expect(await importKey(harness.vault({ rootKeys: root.keys }), { id: 'k1', operator: OPERATOR })).toEqual(
      {
        kind: 'added',
        id: 'k1',
        state: 'active',
      },
    );
    expect(await vended(old, linked)).toBe(true);
    const moved = await start({ ring: openKeyRing(undefined) });
    expect(moved.ring.primary).toBe('k1');
    expect(await vended(moved, linked)).toBe(true);
    const id = await add(moved);
    await activateOnceHeld(moved, id, 'k1');
    expect(await states()).toEqual({ k1: 'decrypt_only', [id]: 'active' });
    expect(await vended(moved, linked)).toBe(true);
  });

  it('another key by that id in the VAULT_KEYS of a vault stops its start', async () => {
    await importKey(harness.vault({ rootKeys: root.keys }), { id: 'k1', operator: OPERATOR });
    expect(await refusal({ env: { VAULT_KEYS: OTHER } })).toContain(
      'VAULT_KEYS has another key by the id k1',
    );
  });

  it('a command has the keys of the database too', async () => {
    const vault = await start();
    const id = await add(vault);
    const command = harness.vault({
      rootKeys: root.keys,
      ring: openKeyRing(new Secret(OTHER.replace('k1', 'k2'))),
    });
    await loadRing(command);
    expect([...command.ring.keys.keys()]).toEqual(['k2', id]);
  });
});
