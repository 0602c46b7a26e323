import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from 'wise-emulator';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { type FaultHarness, faultCases, startFaultHarness } from '#vault/testing/fault-harness';
import { FAULT_ROWS } from '#vault/testing/fault-rows';
import type { Linked } from '#vault/testing/harness';
import type { RefreshResult } from './lease';
import { refreshGrant } from './refresh';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';

let faults: FaultHarness;
/** Vends what there is, and waits for nothing. */
let hasty: VaultContext;

beforeAll(async () => {
  faults = await startFaultHarness();
  hasty = faults.harness.vault({ deadlines: { vendWaitMs: 0 } });
});
afterAll(() => faults.harness.close());
beforeEach(async () => {
  faults.harness.reset();
  await faults.harness.owner.query('DELETE FROM alarms');
  await until('no pause is left', () => faults.patient.pauses.leftMs('sandbox') === 0);
});

const stateOf = async (linked: Linked) => (await faults.harness.grant(linked))?.state;

async function expectUnharmed(linked: Linked): Promise<void> {
  expect(await faults.harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
  expect(await faults.harness.auditActions(linked)).toEqual([]);
}

/** What callers get meanwhile (promise 3). */
async function expectHonestVend(linked: Linked, verdict: string): Promise<void> {
  if (verdict === 'uncertain') {
    await expect(vend(hasty, linked.id)).rejects.toMatchObject({
      code: 'TOKEN_NOT_READY',
      retryAfterSeconds: expect.any(Number),
    });
    return;
  }
  const { access } = await vend(hasty, linked.id);
  expect(await faults.liveOf(linked.user.id)).toEqual([access.reveal()]);
}

/** The fault is over: one refresh, and what is stored is what lives at Wise. */
async function expectRecovery(linked: Linked): Promise<void> {
  await until('it is refreshed again', async () => {
    const { kind } = await refreshGrant(faults.patient, linked.id, { why: 'check' });
    return kind === 'refreshed';
  });
  const { access, expiresAt } = await vend(hasty, linked.id);
  expect(await faults.liveOf(linked.user.id), 'stored is live').toEqual([access.reveal()]);
  const hours = (expiresAt.getTime() - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(9);
  expect(hours).toBeLessThan(12.1);
}

const HOLDING = new Set(['hold', 'delay']);
const KINDS: Record<string, RefreshResult['kind']> = { good: 'refreshed' };

describe('a refresh under a fault of Wise makes nobody reconnect, vends nothing dead and loses nothing', () => {
  it.each(faultCases())('%s: %s', async (kind, _what, row) => {
    const { harness } = faults;
    const linked = await harness.link(faults.patient);
    const fault = harness.plant({ endpoint: REFRESH, kind, ...row.fault });
    const result = await refreshGrant(faults.for(row), linked.id, { why: 'check' });
    expect(result.kind).toBe(KINDS[row.refresh] ?? 'unavailable');
    if (result.kind === 'unavailable') {
      expect(result.retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(result.retryAfterSeconds).toBeLessThanOrEqual(300);
    }
    expect(await stateOf(linked)).toBe(row.refresh === 'uncertain' ? 'uncertain' : 'settled');
    expect(await harness.openAlarms()).toEqual(row.refresh === 'our fault' ? ['wise_client_refused'] : []);
    await expectHonestVend(linked, row.refresh);
    await expectUnharmed(linked);
    // the connection is let go of, not read to its end (hold and delay keep requests, not connections)
    if (!HOLDING.has(kind)) await until('nothing of it is open', () => fault.waiting === 0);

    harness.reset();
    await expectRecovery(linked);
    await expectUnharmed(linked);
    expect(await harness.openAlarms()).toEqual([]);
    expect(harness.events('token.refused')).toEqual([]);
    expect(await faults.leakedOf(linked.user.id)).toEqual([]);
  });

  it('every kind of fault has a row', () => {
    expect(Object.keys(FAULT_ROWS).sort()).toEqual([...FAULT_KINDS].sort());
    for (const kind of FAULT_KINDS) expect(FAULT_ROWS[kind].length, kind).toBeGreaterThan(0);
  });
});
