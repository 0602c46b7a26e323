import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { raceDeadlines, slowAnswers, takePart } from '#test/refresh-race';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { vend } from './vend';

const COUNT = 60;
const CHECKS = 2;
const LEASE_MS = 4_000;

let harness: Harness;
let vaults: VaultContext[];
let links: Linked[];

beforeAll(async () => {
  harness = await Harness.start();
  const options = {
    deadlines: raceDeadlines(LEASE_MS),
    env: { WISE_SANDBOX_REFRESHES_PER_MINUTE: '60000' },
  };
  vaults = [harness.vault(options), harness.vault(options)];
  const [one] = vaults;
  if (one === undefined) throw new Error('no vault');
  links = [];
  const maker = async () => {
    for (let made = 0; made < COUNT / 6; made += 1) links.push(await harness.link(one));
  };
  await Promise.all(Array.from({ length: 6 }, maker));
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

/** All are due, and every third one's token is over for us: vends want those refreshed as well. */
async function makeDue(): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants AS g SET next_refresh_at = now() - interval '1 second',
       access_expires_at = CASE WHEN row_number % 3 = 0 THEN now() - interval '1 second' ELSE access_expires_at END
     FROM (SELECT id, row_number() OVER () FROM vault.grants) AS numbered WHERE numbered.id = g.id`,
  );
}

async function isSettled(): Promise<boolean> {
  const { rowCount } = await harness.owner.query(
    `SELECT 1 FROM vault.grants WHERE state <> 'settled' OR next_refresh_at <= now() LIMIT 1`,
  );
  return rowCount === 0;
}

/** The full size: `npm run bench:refresh-race`. */
it.each([false, true])(
  'promises 3 and 8: two vaults, vends and checks race over slow answers; stored is live (rotating: %s)',
  async (rotateRefreshTokens) => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens });
    const before = harness.events('token.request').length;
    await makeDue();
    harness.plant(slowAnswers(LEASE_MS));
    const options = { checks: CHECKS / vaults.length, callers: 4, isOver: isSettled };
    const parts = await Promise.all(
      vaults.map((vault) =>
        takePart(
          vault,
          links.map(({ id }) => id),
          options,
        ),
      ),
    );
    expect(parts.map(({ failed }) => failed)).toEqual([0, 0]);
    const calls = harness.events('token.request').length - before;
    expect(calls, 'calls to Wise').toBeGreaterThanOrEqual(COUNT);
    expect(calls / (COUNT + CHECKS), 'calls for each that was due or checked').toBeLessThanOrEqual(1.05);
    for (const linked of links) {
      const [vault] = vaults;
      expect((await harness.connection(linked)).status).toBe('active');
      if (vault !== undefined) expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
    }
    expect(await isSettled()).toBe(true);
  },
  60_000,
);
