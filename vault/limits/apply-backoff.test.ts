import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '#lib/db/client';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { DEADLINES } from '#vault/runtime/deadlines';
import { createWiseClient } from '#vault/wise/client';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { type CallingContext, callTokenEndpoint, limitedPauseMs } from './apply-backoff';
import { createEnvironmentPauses } from './environment-pause';

const TOKENS: TokenOutcome = {
  kind: 'tokens',
  tokens: {
    access: new Secret('a'),
    refresh: null,
    lifetimeSeconds: 60,
    expiresAt: null,
    refreshExpiresAt: null,
    wiseCreatedAt: null,
  },
};

const lines: Record<string, unknown>[] = [];
const log = createLogger('test', 'debug', { write: (line) => lines.push(JSON.parse(line)) });
/** Nobody listens there: an alarm cannot be written. */
const database = openDatabase('postgresql://nobody:none@127.0.0.1:1/none', { applicationName: 'test' });

const sandbox = createWiseClient({
  environment: 'sandbox',
  clientId: 'acme-bank',
  clientSecret: new Secret('secret'),
  apiUrl: 'https://api.wise-sandbox.com',
  apiVersion: '',
});

const context = (): CallingContext => ({
  log,
  database,
  deadlines: DEADLINES,
  pauses: createEnvironmentPauses(),
  // nobody watches the secrets
  credentials: { takeRefusal: () => Promise.resolve(false) } as unknown as CallingContext['credentials'],
});
const call = (ctx: CallingContext, outcome: TokenOutcome) =>
  callTokenEndpoint(ctx, sandbox, () => Promise.resolve(outcome));

const leftSeconds = (ctx: CallingContext) => ctx.pauses.leftMs('sandbox') / 1000;
const untilTrialSeconds = (ctx: CallingContext) => ctx.pauses.untilTrialMs('sandbox') / 1000;

describe('what the answer of one token call says about all others (decision 025)', () => {
  beforeEach(() => {
    lines.splice(0);
    // the clock that pauses are measured by stands still: on a busy machine a call takes more than a second
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('a limit makes a pause of what Wise says, with a trial before its end', async () => {
    const ctx = context();
    await call(ctx, { kind: 'rate_limited', retryAfterSeconds: 30 });
    expect([leftSeconds(ctx), untilTrialSeconds(ctx)]).toEqual([30, 5]);
    expect(ctx.pauses.leftMs('production')).toBe(0);
  });

  it('an absurd limit is believed for a minute', () => {
    expect(limitedPauseMs({ deadlines: DEADLINES }, { retryAfterSeconds: 315_360_000 })).toBe(60_000);
    expect(limitedPauseMs({ deadlines: DEADLINES }, { retryAfterSeconds: 7 })).toBe(7_000);
  });

  it('a refused client makes a pause without a trial, also when the alarm cannot be written', async () => {
    const ctx = context();
    const { outcome } = await call(ctx, { kind: 'client_refused' });
    expect(outcome).toEqual({ kind: 'client_refused' });
    expect([leftSeconds(ctx), untilTrialSeconds(ctx)]).toEqual([10, 10]);
    expect(lines).toMatchObject([{ level: 'error', alarm: 'wise_client_refused', environment: 'sandbox' }]);
  });

  it.each<[string, TokenOutcome]>([
    ['tokens', TOKENS],
    ['a refused grant', { kind: 'grant_refused' }],
    ['a refused request', { kind: 'request_refused' }],
  ])('%s: Wise takes calls again, and the pause is over', async (_what, outcome) => {
    const ctx = context();
    ctx.pauses.pause('sandbox', 60_000, 0);
    vi.advanceTimersByTime(1);
    await call(ctx, outcome);
    expect(ctx.pauses.leftMs('sandbox')).toBe(0);
  });

  it.each<[string, TokenOutcome]>([
    ['no byte that went out', { kind: 'not_sent' }],
    ['no answer', { kind: 'unknown' }],
    ['a 503', { kind: 'unknown', status: 503 }],
  ])('%s says nothing: a pause goes on, and none begins', async (_what, outcome) => {
    const [paused, free] = [context(), context()];
    paused.pauses.pause('sandbox', 60_000);
    await new Promise((resolve) => setTimeout(resolve, 2));
    for (const ctx of [paused, free]) await call(ctx, outcome);
    expect([leftSeconds(paused), leftSeconds(free)]).toEqual([60, 0]);
  });

  it('an answer to a call from before the pause does not end it', async () => {
    const ctx = context();
    await callTokenEndpoint(ctx, sandbox, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      ctx.pauses.pause('sandbox', 60_000);
      return TOKENS;
    });
    expect(leftSeconds(ctx)).toBe(60);
  });
});
