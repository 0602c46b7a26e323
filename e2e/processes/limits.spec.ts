import { type Answer, Browser, formTo, titleOf } from '#test/browser/http-browser';
import { MAX_OPEN_ATTEMPTS } from '#web/attempts/limits';
import { RATE_LIMITS } from '#web/rate-limits/consume';
import { expect, test } from '../harness/fixtures';
import { upToCallback } from '../harness/flows';
import type { Stack } from '../harness/stack';

const from = (network: string) => ({ 'x-forwarded-for': network });

function askForLink(stack: Stack, email: string, headers: Record<string, string>): Promise<Answer> {
  return new Browser().post(`${stack.appUrl}/sign-in/email`, { email }, headers);
}

/** Sends one after the other, so that each is counted, and gives the statuses. */
async function statuses(times: number, send: () => Promise<Answer>): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) all.push((await send()).status);
  return all;
}

test('email links: one network asking for one address is held back over all web processes, and nobody else is', async ({
  stack,
}) => {
  const { uses } = RATE_LIMITS['mail to one address'];
  const ask = () => askForLink(stack, 'victim@example.com', from('198.51.100.1'));
  expect(new Set(await statuses(uses, ask))).toEqual(new Set([303]));
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(titleOf(refused)).toBe('Please wait a moment');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.text).toContain('You can try again in');

  const spoofed = await askForLink(stack, 'victim@example.com', from('192.0.2.1, 198.51.100.1'));
  expect(spoofed.status, 'what a client writes left of the proxy’s word is not believed').toBe(429);
  const itself = { ...from('198.51.100.1'), 'x-connect-client': '192.0.2.1' };
  expect((await askForLink(stack, 'victim@example.com', itself)).status).toBe(429);
  const victim = await askForLink(stack, 'victim@example.com', from('203.0.113.7'));
  expect(victim.status, 'the victim gets a link').toBe(303);
});

test('starting attempts: a network that has used up its limit has to wait, another starts', async ({
  stack,
}) => {
  const customer = await stack.customer('Lena Limited');
  const form = formTo(await customer.browser.get(`${stack.appUrl}/dashboard`), '/connect/sandbox/start');
  const start = (network: string) => customer.browser.post(form.action, form.fields, from(network));
  await consumeAll(stack, 'connect', () => start('198.51.100.2'));
  expect((await start('198.51.100.2')).status).toBe(429);
  expect((await start('203.0.113.7')).status).toBe(200);
});

test('starting attempts: a customer who has left too many open reads when there is room again', async ({
  stack,
}) => {
  const customer = await stack.customer('Otto Openended');
  const form = formTo(await customer.browser.get(`${stack.appUrl}/dashboard`), '/connect/sandbox/start');
  const start = () => customer.browser.post(form.action, form.fields, from('198.51.100.4'));
  expect(new Set(await statuses(MAX_OPEN_ATTEMPTS, start))).toEqual(new Set([200]));
  const refused = await start();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.text).toMatch(/You can try again in (a minute|\d+ minutes)\./);
});

test('a callback that has to wait spends nothing: the same address works when the network may again', async ({
  stack,
}) => {
  const { browser } = await stack.customer('Walt Waiting');
  const callback = await upToCallback(stack, browser, stack.sandbox.newUser());
  const come = () => browser.get(callback, from('198.51.100.3'));
  await consumeAll(stack, 'connect callback', () =>
    new Browser().get(`${stack.appUrl}/connect/sandbox/callback?error=access_denied`, from('198.51.100.3')),
  );
  const waiting = await come();
  expect(waiting.status).toBe(429);
  expect(Number(waiting.headers.refresh)).toBeGreaterThan(0);
  expect(waiting.text).not.toContain(new URL(callback).searchParams.get('code'));
  await stack.database.owner("UPDATE request_budgets SET ends_at = now() - interval '1 second'");
  const answer = await come();
  expect(answer.status).toBe(303);
  expect(answer.location).toMatch(/\/attempts\/[0-9a-f-]{36}$/);
});

/** One use, then as if all but none were left: hundreds of requests show nothing more than ten do. */
async function consumeAll(
  stack: Stack,
  limit: keyof typeof RATE_LIMITS,
  use: () => Promise<Answer>,
): Promise<void> {
  expect((await use()).status).not.toBe(429);
  await stack.database.owner(
    'UPDATE request_budgets SET used = $1 WHERE starts_with(key, $2) AND ends_at > now()',
    [RATE_LIMITS[limit].uses, `${limit}:`],
  );
}
