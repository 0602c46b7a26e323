import { describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import type { CallingContext } from '#vault/limits/apply-backoff';
import { createEnvironmentPauses } from '#vault/limits/environment-pause';
import { DEADLINES } from '#vault/runtime/deadlines';
import type { WiseClient } from '#vault/wise/client';
import { ClientSecrets } from '#vault/wise/client-secrets';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { type ApplicationToken, createApplicationTokens } from './application-tokens';

const LIFE_SECONDS = 43_200;
const HOUR = 3_600_000;

/** A client whose calls are answered by the test, and a clock that stands still until it is told to go on. */
function setUp() {
  const calls: ((outcome: TokenOutcome) => void)[] = [];
  const clock = { at: 1_000 };
  const client = {
    config: { environment: 'sandbox', clientId: 'acme-bank' },
    secrets: new ClientSecrets(new Secret('secret')),
    applicationToken: () => new Promise<TokenOutcome>((resolve) => calls.push(resolve)),
  } as unknown as WiseClient;
  const context = {
    log: createLogger('test', 'silent'),
    deadlines: DEADLINES,
    pauses: createEnvironmentPauses(() => clock.at),
  } as CallingContext;
  const tokens = createApplicationTokens(context, () => clock.at);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** Answers the call that is out. */
  const answer = (text: string | Exclude<TokenOutcome, { kind: 'tokens' }>) => {
    const outcome: TokenOutcome =
      typeof text === 'string' ? { kind: 'tokens', tokens: tokensOf(text) } : text;
    calls.shift()?.(outcome);
    return settle();
  };
  return { calls, clock, client, tokens, answer, settle };
}

const tokensOf = (text: string) => ({
  ...{ access: new Secret(text), refresh: null, lifetimeSeconds: LIFE_SECONDS },
  ...{ expiresAt: null, refreshExpiresAt: null, wiseCreatedAt: null },
});
const textOf = (token: ApplicationToken) => (token.kind === 'token' ? token.access.reveal() : token.kind);

describe('an application token', () => {
  it('is asked for once, however many want it at a time', async () => {
    const { calls, client, tokens, answer } = setUp();
    const wanted = Promise.all(Array.from({ length: 20 }, () => tokens.get(client)));
    expect(calls).toHaveLength(1);
    await answer('first');
    expect(new Set((await wanted).map(textOf))).toEqual(new Set(['first']));
    expect(textOf(await tokens.get(client))).toBe('first');
    expect(calls).toHaveLength(0);
  });

  it('is renewed at half of its life, and nobody waits for that', async () => {
    const { calls, clock, client, tokens, answer } = setUp();
    const first = tokens.get(client);
    await answer('first');
    await first;
    clock.at += 6 * HOUR - 1;
    await tokens.get(client);
    expect(calls).toHaveLength(0);
    clock.at += 1;
    expect(textOf(await tokens.get(client))).toBe('first');
    expect(textOf(await tokens.get(client))).toBe('first');
    expect(calls).toHaveLength(1);
    await answer('second');
    expect(textOf(await tokens.get(client))).toBe('second');
  });

  it('is given out while it lives when its renewal fails, and not after its end', async () => {
    const { calls, clock, client, tokens, answer } = setUp();
    const first = tokens.get(client);
    await answer('first');
    await first;
    clock.at += 7 * HOUR;
    await tokens.get(client);
    await answer({ kind: 'unknown', status: 503 });
    expect(textOf(await tokens.get(client))).toBe('first');
    expect(calls, 'not at every question').toHaveLength(0);
    clock.at += 5 * HOUR;
    const late = tokens.get(client);
    await answer({ kind: 'unknown', status: 503 });
    expect(await late).toEqual({ kind: 'unavailable', retryAfterSeconds: 5 });
  });

  it('that Wise refuses is renewed once, not in a circle, and one that was renewed meanwhile is given', async () => {
    const { calls, client, tokens, answer } = setUp();
    const first = tokens.get(client);
    await answer('first');
    await first;
    const both = [tokens.reject(client, new Secret('first')), tokens.get(client)];
    expect(calls).toHaveLength(1);
    await answer('second');
    expect((await Promise.all(both)).map(textOf)).toEqual(['second', 'second']);
    expect(textOf(await tokens.reject(client, new Secret('first')))).toBe('second');
    expect(await tokens.reject(client, new Secret('second'))).toEqual({
      kind: 'unavailable',
      retryAfterSeconds: 10,
    });
    expect(calls).toHaveLength(0);
  });

  it('is not asked for while Wise has us wait', async () => {
    const { calls, client, tokens, answer } = setUp();
    const first = tokens.get(client);
    await answer({ kind: 'rate_limited', retryAfterSeconds: 20 });
    expect(await first).toEqual({ kind: 'unavailable', retryAfterSeconds: 20 });
    expect(await tokens.get(client)).toEqual({ kind: 'unavailable', retryAfterSeconds: 5 });
    expect(calls).toHaveLength(0);
  });
});
