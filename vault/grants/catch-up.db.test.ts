import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { startRefreshLoop } from './refresh-loop';
import { vend } from './vend';

const COUNT = 24;
const AWAITED = 4;
/** Ten a second. */
const PER_MINUTE = 600;

let harness: Harness;
let vaults: VaultContext[];
const links: Linked[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  const options = {
    deadlines: { ...UNHURRIED, vendWaitMs: 22_000 },
    env: { WISE_SANDBOX_REFRESHES_PER_MINUTE: String(PER_MINUTE) },
  };
  vaults = [harness.vault(options), harness.vault(options)];
  for (let count = 0; count < COUNT; count += 1) {
    const [vault] = vaults;
    if (vault !== undefined) links.push(await harness.link(vault));
  }
});
afterAll(() => harness.close());

const requestsAt = (since: number) =>
  harness
    .events('token.request')
    .filter(({ seq, grantType }) => seq > since && grantType === 'refresh_token')
    .map(({ at }) => Date.parse(at));

/** The most within any stretch of a second. */
const mostInASecond = (times: number[]) =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

it('decision 062: after an outage of hours all are due at once; the rate holds, and who waits for a token has it', async () => {
  const [one] = vaults;
  if (one === undefined) throw new Error('no vault');
  harness.plant({
    endpoint: 'token:refresh_token',
    kind: 'answer',
    status: 503,
    when: 'before',
    count: 'all',
  });
  await harness.owner.query(`UPDATE vault.grants SET next_refresh_at = now() - interval '3 hours'`);
  const stops = vaults.map((vault) => startRefreshLoop(vault));
  try {
    await until('the outage was met', () => requestsAt(0).length >= COUNT / 2, { withinMs: 30_000 });
    harness.reset();
    const seq = Math.max(...harness.events('token.request').map((event) => event.seq));
    // hours later: no answer can come any more, and some tokens are over
    await harness.owner.query(
      `UPDATE vault.grants SET next_refresh_at = now() - interval '1 second',
         uncertain_until = CASE WHEN uncertain_until IS NULL THEN NULL ELSE now() - interval '1 second' END,
         access_expires_at = now() - interval '1 minute', access_issued_at = now() - interval '12 hours'
       WHERE state <> 'refreshing'`,
    );
    const awaited = await Promise.all(links.slice(-AWAITED).map(({ id }) => vend(one, id)));
    expect(awaited.map(({ access }) => harness.isLive(access))).toEqual(Array(AWAITED).fill(true));
    await until(
      'all are settled',
      async () =>
        (await harness.owner.query(`SELECT 1 FROM vault.grants WHERE state <> 'settled' OR failures > 0`))
          .rowCount === 0,
      { withinMs: 30_000 },
    );
    // a second's worth, and as much again where a window begins late
    expect(mostInASecond(requestsAt(seq))).toBeLessThanOrEqual((2 * PER_MINUTE) / 60 + AWAITED);
    for (const linked of links) expect((await harness.connection(linked)).status).toBe('active');
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
});
