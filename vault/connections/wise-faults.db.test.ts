import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startRefreshLoop } from '#vault/grants/refresh-loop';
import { vend } from '#vault/grants/vend';
import { signIn } from '#vault/testing/attempts';
import { type FaultHarness, faultCases, startFaultHarness } from '#vault/testing/fault-harness';
import { disconnect } from './disconnect';

const LONG_MS = 30_000;

let faults: FaultHarness;
let stop: () => Promise<void>;

beforeAll(async () => {
  faults = await startFaultHarness();
  stop = startRefreshLoop(faults.patient);
});
afterAll(async () => {
  await stop();
  await faults.harness.close();
});
beforeEach(() => faults.harness.reset());

describe('a disconnect whose revoking refresh meets a fault of Wise is final at once, and ends at Wise later', () => {
  it.each(faultCases())('%s: %s', async (kind, _what, row) => {
    const { harness } = faults;
    const linked = await harness.link(faults.patient);
    const handedOut = (await vend(faults.patient, linked.id)).access;
    const session = {
      audience: 'customer',
      token: await signIn(harness, 'customer', linked.customerId),
    } as const;
    const fault = harness.plant({ endpoint: 'token:refresh_token', kind, ...row.fault });
    await disconnect(faults.for(row), { session, connectionId: linked.id });
    await expect(vend(faults.patient, linked.id)).rejects.toMatchObject({ code: 'CONNECTION_DISCONNECTED' });
    await until('the fault was met', () => fault.remaining === 0, { withinMs: LONG_MS });
    // whoever is held acts late, as at Wise
    if (kind === 'hold') harness.release(fault);

    const receipt = await until(
      'the receipt is written',
      async () => {
        const connection = await harness.connection(linked);
        return connection.end_result === 'pending' ? undefined : connection;
      },
      { withinMs: LONG_MS },
    );
    expect(receipt).toMatchObject({
      status: 'disconnected',
      end_result: 'cancelled',
      token_may_work_until: null,
    });
    expect(await faults.liveOf(linked.user.id)).not.toContain(handedOut.reveal());
    expect(await harness.grant(linked)).toBeUndefined();
    expect(await harness.auditActions(linked)).toEqual([
      'connection.disconnected',
      'connection.ended_at_wise',
    ]);
    expect(await faults.leakedOf(linked.user.id)).toEqual([]);
  });
});
