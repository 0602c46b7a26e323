import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { startRevocation } from '#vault/grants/start-revocation';
import { vend } from '#vault/grants/vend';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { beginRun, countsOfKeys, interrupted, runToItsEnd, swapping } from '#vault/testing/rewraps';
import { moveBatch } from './move-batch';
import type { Run } from './run-row';

/** The advisory lock that a swap waits for after its snapshot and before it locks a row. */
const GATE = 990_059;

let harness: Harness;
let old: VaultContext;
let one: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  const ring = await openKeyRing(
    new Secret(`k2:${randomBytes(32).toString('base64')},${harness.settings().VAULT_KEYS}`),
  );
  old = harness.vault({ deadlines: UNHURRIED });
  one = harness.vault({ deadlines: UNHURRIED, ring });
});
beforeEach(async () => {
  await harness.owner.query('DELETE FROM vault.grants; DELETE FROM connections; DELETE FROM vault.rewraps');
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

async function linkMany(count: number): Promise<Linked[]> {
  const all: Linked[] = [];
  for (let at = 0; at < count; at += 1) all.push(await harness.link(old));
  return all;
}

const begin = (isReencryption: boolean) => beginRun(harness, one, isReencryption);
const toItsEnd = () => runToItsEnd(harness, one);
const countsOf = () => countsOfKeys(harness);

/** Moves a batch whose swap has its snapshot when something happens, and has locked no row yet. */
async function batchWhile(run: Run, happens: () => Promise<unknown>): Promise<void> {
  const gated = '(CASE WHEN pg_advisory_xact_lock($GATE) IS NULL THEN NULL ELSE $1::uuid[] END)';
  const vault = swapping(one, (query, text) =>
    query(text.replace('$1::uuid[]', () => gated.replace('$GATE', String(GATE)))),
  );
  const holder = await harness.owner.connect();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [GATE]);
    const batch = moveBatch(vault, run);
    const waits = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted`;
    await until('the swap waits', async () => (await harness.owner.query(waits, [GATE])).rowCount === 1);
    await happens();
    await holder.query('SELECT pg_advisory_unlock($1)', [GATE]);
    await batch;
  } finally {
    holder.release();
  }
}

/** The first commit of a disconnect. */
async function disconnect(linked: Linked): Promise<void> {
  await old.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE public.connections SET status = 'disconnected', reason = 'customer', disconnected_at = now(),
        end_result = 'pending' WHERE id = ${linked.id}::uuid`;
    await startRevocation(tx, old, linked.id);
  });
}

const putOff = ({ id }: Linked) =>
  harness.owner.query(
    `UPDATE vault.grants SET next_refresh_at = next_refresh_at + interval '1 second', failures = failures + 3
     WHERE connection_id = $1`,
    [id],
  );

describe.each([{ isReencryption: false }, { isReencryption: true }])(
  'a swap beside other writers ($isReencryption)',
  ({ isReencryption }) => {
    it('neither undoes nor overlooks what was committed just after its snapshot', async () => {
      const [changed, refreshed, deleted, ended, ...others] = await linkMany(6);
      if (!changed || !refreshed || !deleted || !ended) throw new Error('six were linked');
      const run = await begin(isReencryption);
      await batchWhile(run, async () => {
        await putOff(changed);
        expect(await refreshGrant(old, refreshed.id, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
        await harness.owner.query('DELETE FROM vault.grants WHERE connection_id = $1', [deleted.id]);
        await disconnect(ended);
      });
      expect(await countsOf()).toEqual({ k1: 3, k2: 2 });
      expect(await toItsEnd()).toMatchObject({ result: 'done', moved: 5, refused: 0 });
      expect(await countsOf()).toEqual({ k2: 5 });
      expect(await harness.grant(changed)).toMatchObject({ failures: 3, key_id: 'k2' });
      expect(await harness.grant(ended)).toMatchObject({ state: 'ending', access: null, key_id: 'k2' });
      expect(await harness.grant(deleted)).toBeUndefined();
      for (const { id } of [changed, refreshed, ...others])
        expect(harness.isLive((await vend(one, id)).access)).toBe(true);
    });

    it('keeps what was committed between its look and its snapshot: an erased token stays erased', async () => {
      const [changed, ended, other] = await linkMany(3);
      if (!changed || !ended || !other) throw new Error('three were linked');
      const run = await begin(isReencryption);
      const vault = interrupted(one, async () => {
        await putOff(changed);
        await disconnect(ended);
      });
      expect(await moveBatch(vault, run)).toEqual({ kind: 'moved', moved: 3 });
      expect(await toItsEnd()).toMatchObject({ result: 'done', moved: 3, refused: 0 });
      expect(await harness.grant(changed)).toMatchObject({ failures: 3, key_id: 'k2' });
      expect(await harness.grant(ended)).toMatchObject({ state: 'ending', access: null, key_id: 'k2' });
      for (const { id } of [changed, other]) expect(harness.isLive((await vend(one, id)).access)).toBe(true);
    });

    it('counts a record once, however often somebody holds another one', async () => {
      await linkMany(3);
      const run = await begin(isReencryption);
      const holder = await harness.owner.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT 1 FROM vault.grants ORDER BY id OFFSET 1 LIMIT 1 FOR UPDATE');
        for (let times = 0; times < 3; times += 1) await moveBatch(one, run);
      } finally {
        await holder.query('COMMIT');
        holder.release();
      }
      expect(await toItsEnd()).toMatchObject({ result: 'done', moved: 3, refused: 0 });
    });
  },
);

const wrappedKeys = async (): Promise<Map<string, string>> => {
  const { rows } = await harness.owner.query<{ id: string; key: string }>(
    `SELECT id, encode(wrapped_key, 'hex') AS key FROM vault.grants`,
  );
  return new Map(rows.map(({ id, key }) => [id, key]));
};

it('re-encrypts each record once, however long somebody holds others, and whichever vault goes on', async () => {
  await linkMany(6);
  const two = harness.vault({ deadlines: UNHURRIED, ring: one.ring });
  const run = await begin(true);
  const before = await wrappedKeys();
  const [, second = '', , fourth = '', , last = ''] = [...before.keys()].toSorted();
  const holder = await harness.owner.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM vault.grants WHERE id = ANY ($1) FOR UPDATE', [[second, fourth, last]]);
    expect(await moveBatch(one, run)).toEqual({ kind: 'moved', moved: 3 });
    const first = await wrappedKeys();
    for (const vault of [one, two, one]) expect(await moveBatch(vault, run)).toEqual({ kind: 'held' });
    expect(await wrappedKeys()).toEqual(first);
    await holder.query('DELETE FROM vault.grants WHERE id = $1', [fourth]);
    await holder.query('COMMIT');
    expect(await toItsEnd()).toMatchObject({ result: 'done', moved: 5, refused: 0 });
    const after = await wrappedKeys();
    expect(after.has(fourth)).toBe(false);
    for (const [id, key] of after) {
      const isHeld = id === second || id === last;
      expect(key === first.get(id), 'made anew once').toBe(!isHeld);
      expect(key).not.toBe(before.get(id));
    }
  } finally {
    holder.release();
  }
});
