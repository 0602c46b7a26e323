import { describe, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { createEnvironmentPauses } from '#vault/limits/environment-pause';
import type { VaultContext } from '#vault/runtime/context';
import { DEADLINES } from '#vault/runtime/deadlines';
import type { TokenOutcome } from '#vault/wise/outcomes';
import type { BegunExchange } from './begin-exchange';
import { sendCode } from './send-code';

const database = openDatabase('postgresql://nobody:none@127.0.0.1:1/none', { applicationName: 'test' });
const log = createLogger('test', 'debug', { write: () => undefined });
const CODE = { kind: 'code', code: new Secret('the code') } as const;

const tokens = (refresh: Secret | null): TokenOutcome => ({
  kind: 'tokens',
  tokens: {
    access: new Secret('access'),
    refresh,
    lifetimeSeconds: 60,
    expiresAt: null,
    refreshExpiresAt: null,
    wiseCreatedAt: null,
  },
});

/** What is sent to Wise, which answers with this outcome; `isConfigured` false: no client of ours is. */
function vaultFor(outcome: TokenOutcome, isConfigured = true, standing = 'works') {
  const sent: unknown[] = [];
  const answer = async (request: unknown) => {
    sent.push(request);
    return outcome;
  };
  const client = {
    config: { environment: 'sandbox' },
    secrets: { inUse: () => new Secret('the secret') },
    exchangeCode: answer,
    exchangeRegistrationCode: answer,
  };
  const ctx = {
    ...{ database, log, deadlines: DEADLINES, pauses: createEnvironmentPauses() },
    tasks: { isStopping: true },
    credentials: { prove: async () => standing, takeRefusal: async () => true },
    wise: { find: () => (isConfigured ? client : undefined) },
    refreshRate: { recordUnreserved: () => undefined },
  } as unknown as VaultContext;
  return { ctx, sent };
}

const begun = (startedMsAgo = 0) =>
  ({
    environment: 'sandbox',
    redirectUri: 'https://bank.example/connect/sandbox/callback',
    sentAt: new Date(),
    startedAt: { monotonicMs: performance.now() - startedMsAgo, wallMs: Date.now() },
  }) as BegunExchange;

describe('a code that is sent', () => {
  it('goes out once, with the redirect URI of its attempt, and gives what Wise answered', async () => {
    const { ctx, sent } = vaultFor(tokens(new Secret('refresh')));
    const exchange = begun();
    expect(await sendCode(ctx, exchange, CODE)).toMatchObject({ kind: 'tokens', sentAt: exchange.sentAt });
    expect(sent).toEqual([{ code: CODE.code, redirectUri: exchange.redirectUri }]);
  });

  it.each<[string, TokenOutcome, { state: string; reason: string | null }]>([
    ['is refused', { kind: 'grant_refused' }, { state: 'failed', reason: 'code_refused' }],
    ['meets a refused client', { kind: 'client_refused' }, { state: 'failed', reason: 'client_refused' }],
    [
      'meets a limit',
      { kind: 'rate_limited', retryAfterSeconds: 1 },
      { state: 'failed', reason: 'wise_unavailable' },
    ],
    ['meets another refusal', { kind: 'request_refused' }, { state: 'failed', reason: 'wise_unavailable' }],
    ['never left', { kind: 'not_sent' }, { state: 'failed', reason: 'wise_unavailable' }],
    ['meets an outage', { kind: 'unknown', status: 503 }, { state: 'failed', reason: 'wise_unavailable' }],
    [
      'meets a refused certificate of ours while the vault stops',
      { kind: 'not_sent', ourFault: 'certificate' },
      { state: 'failed', reason: 'wise_unavailable' },
    ],
    ['gets no answer', { kind: 'unknown' }, { state: 'interrupted', reason: null }],
    [
      'gets an unreadable 200',
      { kind: 'unknown', status: 200 },
      { state: 'interrupted', reason: 'unreadable_answer' },
    ],
    [
      'gets no refresh token, with which the grant could be kept or revoked',
      tokens(null),
      { state: 'failed', reason: 'unreadable_answer' },
    ],
  ])('and %s is not sent again (promise 1)', async (_what, outcome, result) => {
    const { ctx, sent } = vaultFor(outcome);
    expect(await sendCode(ctx, begun(), CODE)).toEqual({ kind: 'over', result });
    expect(sent).toHaveLength(1);
  });
});

it('a registration code goes out as it is, and is not held while our certificate is refused: it stays good', async () => {
  const { ctx, sent } = vaultFor({ kind: 'not_sent', ourFault: 'certificate' });
  const registration = {
    kind: 'registration',
    email: 'ada@example.com',
    registrationCode: new Secret('the registration code'),
  } as const;
  const result = { state: 'failed', reason: 'wise_unavailable' };
  const running = { ...ctx, tasks: { ...ctx.tasks, isStopping: false } };
  expect(await sendCode(running, begun(), registration)).toEqual({ kind: 'over', result });
  expect(sent).toEqual([registration]);
});

describe('a code that is not sent at all', () => {
  const interrupted = { kind: 'over', result: { state: 'interrupted', reason: null } };

  it('because the process was stopped between commit and call for so long that the deadline may have ended it', async () => {
    const { ctx, sent } = vaultFor(tokens(new Secret('refresh')));
    const latest = DEADLINES.leaseMs - DEADLINES.tokenCallMs;
    expect(await sendCode(ctx, begun(latest + 1), CODE)).toEqual(interrupted);
    expect(sent).toEqual([]);
    expect(await sendCode(ctx, begun(latest - 5_000), CODE)).toMatchObject({ kind: 'tokens' });
  });

  it.each(['refused', 'suspect'])(
    'because no secret of ours works (%s), and the vault stops',
    async (standing) => {
      const { ctx, sent } = vaultFor(tokens(new Secret('refresh')), true, standing);
      const result = { state: 'failed', reason: 'client_refused' };
      expect(await sendCode(ctx, begun(), CODE)).toEqual({ kind: 'over', result });
      expect(sent).toEqual([]);
    },
  );

  it('because its client is no longer configured', async () => {
    const { ctx, sent } = vaultFor(tokens(new Secret('refresh')), false);
    expect(await sendCode(ctx, begun(), CODE)).toEqual(interrupted);
    expect(sent).toEqual([]);
  });
});
