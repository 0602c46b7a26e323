import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { noticesOf } from '#vault/testing/exchanges';
import { Harness, type Linked } from '#vault/testing/harness';
import { tellUnused } from './tell-unused';

let harness: Harness;
let vault: VaultContext;
beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

/** A connection that was made so many days ago. */
async function linkedFor(days: number): Promise<Linked> {
  const linked = await harness.link(vault);
  await harness.owner.query(
    `UPDATE connections SET connected_at = now() - $2 * interval '1 day' WHERE id = $1`,
    [linked.id, days],
  );
  return linked;
}

const used = (linked: Linked, daysAgo: number, purpose = 'token') =>
  harness.owner.query(
    `INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at)
     SELECT $1, day, '', $3, 1, day, day FROM (SELECT (now() AT TIME ZONE 'UTC')::date - $2::int AS day)`,
    [linked.id, daysAgo, purpose],
  );

const isTold = async (linked: Linked) => (await noticesOf(harness, linked.customerId)).includes('unused');

describe('a connection that nobody uses (design 4.23)', () => {
  it('is mailed about once in 90 days, however often the job runs', async () => {
    const linked = await linkedFor(91);
    await used(linked, 3, 'check');
    await used(linked, 90);
    const twice = [tellUnused(vault), tellUnused(vault)];
    expect((await Promise.all(twice)).toSorted()).toEqual([0, 1]);
    expect(await tellUnused(vault)).toBe(0);
    expect((await noticesOf(harness, linked.customerId)).filter((kind) => kind === 'unused')).toHaveLength(1);
    await harness.owner.query(`UPDATE connections SET unused_told_at = now() - interval '91 days'`);
    expect(await tellUnused(vault)).toBe(1);
  });

  it('is none that is new, used, paused or over', async () => {
    const [fresh, busy, paused, lost] = [
      await linkedFor(89),
      await linkedFor(400),
      await linkedFor(400),
      await linkedFor(400),
    ];
    await used(busy, 89, 'call');
    await harness.owner.query('UPDATE connections SET frozen_at = now() WHERE id = $1', [paused.id]);
    await harness.owner.query(
      `UPDATE connections SET status = 'needs_reconnect', reason = 'replaced' WHERE id = $1`,
      [lost.id],
    );
    expect(await tellUnused(vault)).toBe(0);
    for (const linked of [fresh, busy, paused, lost]) expect(await isTold(linked)).toBe(false);
  });

  it('is found on every page: each page adds the job of the next one', async () => {
    for (let n = 0; n < 3; n += 1) await linkedFor(100);
    let told = 0;
    for (let after: string | undefined; ; ) {
      told += await tellUnused(vault, after, 1);
      const { rows } = await harness.owner.query(
        `DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
         WHERE t.id = j.task_id AND t.identifier = 'connections.tell_unused' RETURNING j.payload`,
      );
      if (rows.length === 0) break;
      after = rows[0].payload.after;
    }
    expect(told).toBe(3);
  });

  it('is nobody’s business where the partner has turned it off', async () => {
    const linked = await linkedFor(400);
    expect(await tellUnused({ ...vault, env: { ...vault.env, UNUSED_NOTICE_DAYS: 0 } })).toBe(0);
    expect(await isTold(linked)).toBe(false);
  });
});
