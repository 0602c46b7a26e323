import { describe, expect, it } from 'vitest';
import { WEB_WAITS } from '#lib/contract/internal-api';
import { DEADLINES as D, maxInFlightMs } from './deadlines';

describe('the deadlines', () => {
  it('let a holder make both of its calls and its write within its lease', () => {
    expect(D.tokenCallMs + D.apiCallMs + D.leaseSlackMs).toBeLessThanOrEqual(D.leaseMs);
  });

  it('let a holder that sends as late as it may end its call within its lease', () => {
    expect(D.sendWithinMs + D.tokenCallMs + D.leaseSlackMs).toBeLessThanOrEqual(D.leaseMs);
  });

  it('take a request for alive much longer than its answer is waited for, however late it was sent', () => {
    expect(D.lateEffectMs).toBeGreaterThanOrEqual(2 * D.tokenCallMs);
    expect(maxInFlightMs(D)).toBeGreaterThanOrEqual(D.sendWithinMs + D.tokenCallMs + D.uncertainPauseMs);
    expect(maxInFlightMs(D)).toBeGreaterThan(D.leaseMs);
  });

  it('let callers outwait one token call, and answer web before web gives up', () => {
    expect(D.vendWaitMs).toBeGreaterThan(D.tokenCallMs);
    expect(D.checkWaitMs).toBeLessThan(D.webToVaultMs);
    expect(D.exchangeAnswerMs).toBeLessThan(D.webToVaultMs);
    expect(D.readinessProbeMs).toBeLessThan(WEB_WAITS.readinessMs);
  });

  it('take no background job from a process that still works on it', () => {
    expect(D.jobLateMs).toBeGreaterThan(D.jobLimitMs);
    expect(D.jobAbandonedMs).toBeGreaterThanOrEqual(D.jobLimitMs + 60_000);
  });

  it('let a vault that sends events write what came of them before another takes its endpoint', () => {
    expect(D.eventLeaseMs).toBeGreaterThanOrEqual(D.eventSendMs + 10_000);
  });

  it('let a stopping vault end a call in flight', () => {
    expect(D.drainMs).toBeGreaterThanOrEqual(D.tokenCallMs + D.apiCallMs);
    expect(D.hardStopMs).toBeGreaterThan(D.drainMs);
  });

  it('let what we prove ourselves with be an alarm within a minute of its loss, also when Wise answers late', () => {
    // one doubt is allowed of a connection that is closed without a word
    expect(2 * D.certificateLookMs + 2 * D.apiCallMs).toBeLessThan(60_000);
    expect(D.canaryMs + D.apiCallMs).toBeLessThan(60_000);
    expect(2 * D.joseProofMs + 2 * D.apiCallMs).toBeLessThan(60_000);
  });
});
