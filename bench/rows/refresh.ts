import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '#scripts/db/roles';
import { makeConnections } from '../connections';
import { cpuSecondsOf } from '../cpu';
import type { Line, RowContext } from '../measure';
import { percentile } from '../percentile';
import { tokenCallAlone } from '../token-call';

const COUNT = 200;
const PATIENCE_MS = 60_000;
/** As fast as it can: the product's own rate is far below what it could do. */
const FAST = { WISE_SANDBOX_REFRESHES_PER_MINUTE: '6000' };

/** Many grants due at once, refreshed by the loop of one vault; the times are those between two refreshes at Wise. */
export async function refreshThroughput({ stack }: RowContext): Promise<Line[]> {
  await stack.addCustomers(COUNT);
  const ids = await makeConnections(stack.own, stack.emulator, COUNT, 43_199);
  const vault = await stack.startVault(FAST);
  const seen = stack.emulator.state.log.since(0).at(-1)?.seq ?? 0;
  const times = () =>
    stack.emulator.state.log
      .since(seen)
      .flatMap((event) =>
        event.type === 'token.request' && event.grantType === 'refresh_token' ? [Date.parse(event.at)] : [],
      );
  const group = `refresh by the loop, ${COUNT} due at once`;
  try {
    const before = cpuSecondsOf(vault.pid);
    await withClient(stack.ownerUrl, (owner) =>
      owner.query('UPDATE vault.grants SET next_refresh_at = now() WHERE connection_id = ANY ($1::uuid[])', [
        ids,
      ]),
    );
    for (const deadline = performance.now() + PATIENCE_MS; times().length < COUNT; await sleep(50))
      if (performance.now() > deadline) throw new Error(`only ${times().length} were refreshed in time`);
    const cpuMs = ((cpuSecondsOf(vault.pid) - before) * 1_000) / COUNT;
    const at = times().toSorted((a, b) => a - b);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? time));
    const ours: Line = {
      group,
      what: 'one vault, 6,000 a minute allowed',
      role: 'ours',
      perSecond: (1_000 * at.length) / Math.max(1, (at.at(-1) ?? 0) - (at[0] ?? 0)),
      p50: percentile(gaps, 0.5),
      p99: percentile(gaps, 0.99),
      cpuMs,
      loadAverage: 0,
    };
    return [ours, await tokenCallAlone(stack, { group, callers: 32, calls: COUNT })];
  } finally {
    await vault();
  }
}
