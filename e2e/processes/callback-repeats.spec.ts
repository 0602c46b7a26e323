import { expect, test } from '../harness/fixtures';
import { connect, finishAttempt, settle, upToCallback } from '../harness/flows';
import { expectNothingConnected, partsOf, ready, refuse } from '../harness/refusal';

test.describe('threat 5: sandbox and production are never mixed up', () => {
  for (const [from, to] of [
    ['production', 'sandbox'],
    ['sandbox', 'production'],
  ] as const) {
    test(`a code of ${from} delivered to the callback of ${to} is sent nowhere`, async ({ stack }) => {
      const customer = await stack.customer('Mixed Up');
      const user = stack.wise(from).newUser();
      const callback = await upToCallback(stack, customer.browser, user, { environment: from });
      const moved = callback.replace(`/connect/${from}/`, `/connect/${to}/`);
      await refuse(stack, customer.browser, moved, partsOf(new URL(callback)).code);
      await expectNothingConnected(stack, customer);
    });
  }

  test('each environment connects by its own callback, with its own client', async ({ stack }) => {
    const customer = await stack.customer('Both Worlds');
    for (const environment of ['sandbox', 'production'] as const) {
      const user = stack.wise(environment).newUser();
      const id = await connect(stack, customer.browser, user, { environment });
      const row = await stack.database.one('SELECT environment, client_id FROM connections WHERE id = $1', [
        id,
      ]);
      expect(row).toEqual({ environment, client_id: stack.wise(environment).clientId });
    }
  });
});

test.describe('threat 7: what is not a person opening the callback has no effect', () => {
  const PREFETCHES: Record<string, string>[] = [
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
    { 'x-moz': 'prefetch' },
    { 'next-router-prefetch': '1' },
    { rsc: '1' },
  ];

  test('a prefetch is answered 204 and changes nothing; the visit after it connects with one token call', async ({
    stack,
  }) => {
    const attempt = await ready(stack);
    for (const headers of PREFETCHES) {
      const answer = await attempt.customer.browser.get(attempt.callback.toString(), headers);
      expect(answer.status, JSON.stringify(headers)).toBe(204);
      expect(answer.headers['cache-control']).toContain('no-store');
    }
    expect(stack.sandbox.callsWithCode(attempt.code)).toEqual([]);
    const settled = await finishAttempt(attempt.customer.browser, attempt.callback.toString());
    expect(settled.outcome).toBe('connected');
    expect(stack.sandbox.callsWithCode(attempt.code)).toHaveLength(1);
  });

  for (const method of ['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE']) {
    test(`${method} on the callback has no effect`, async ({ stack }) => {
      const attempt = await ready(stack);
      await attempt.customer.browser.send(method, attempt.callback.toString(), { origin: stack.appUrl });
      expect(stack.sandbox.callsWithCode(attempt.code)).toEqual([]);
      const settled = await finishAttempt(attempt.customer.browser, attempt.callback.toString());
      expect(settled.outcome).toBe('connected');
    });
  }

  test('reloading the callback, now and later, shows the outcome of the first time', async ({ stack }) => {
    const attempt = await ready(stack);
    const { browser } = attempt.customer;
    const first = await finishAttempt(browser, attempt.callback.toString());
    for (let again = 0; again < 3; again += 1) {
      const repeat = await finishAttempt(browser, attempt.callback.toString());
      expect(repeat.attemptUrl).toBe(first.attemptUrl);
      expect(repeat.outcome).toBe('connected');
    }
    const reloaded = await settle(browser, first.attemptUrl);
    expect(reloaded.outcome).toBe('connected');
    expect(stack.sandbox.callsWithCode(attempt.code)).toHaveLength(1);
  });
});
