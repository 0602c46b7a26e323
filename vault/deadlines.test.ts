import { describe, expect, it } from 'vitest';
import { DEADLINES as D } from './deadlines';

describe('the deadlines', () => {
  it('let a holder make both of its calls and its write within its lease', () => {
    expect(D.tokenCallMs + D.apiCallMs + D.leaseSlackMs).toBeLessThanOrEqual(D.leaseMs);
  });

  it('keep the next refresh away until a late answer has arrived or died', () => {
    expect(D.tokenCallMs + D.uncertainPauseMs).toBeGreaterThanOrEqual(D.leaseMs);
    expect(D.uncertainPauseMs).toBeGreaterThan(D.tokenCallMs);
  });

  it('let callers outwait one token call, and answer web before web gives up', () => {
    expect(D.vendWaitMs).toBeGreaterThan(D.tokenCallMs);
    expect(D.checkWaitMs).toBeLessThan(D.webToVaultMs);
    expect(D.exchangeAnswerMs).toBeLessThan(D.webToVaultMs);
  });

  it('let a stopping vault end a call in flight', () => {
    expect(D.drainMs).toBeGreaterThanOrEqual(D.tokenCallMs + D.apiCallMs);
  });
});
