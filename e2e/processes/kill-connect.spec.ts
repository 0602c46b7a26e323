import type { WiseUser } from 'wise-emulator';
import { expect, test } from '../harness/fixtures';
import { connectionOf, finishAttempt, startAttempt, upToCallback } from '../harness/flows';
import { expectReconciled, expectStillConnected } from '../harness/invariants';
import type { Customer } from '../harness/people';
import type { Stack } from '../harness/stack';
import type { FaultEndpoint } from '../harness/wise';

/** A callback that was opened and stands still somewhere inside. */
type Journey = { step: string; customer: Customer; user: WiseUser; callback: string; code: string };

async function prepare(stack: Stack, step: string): Promise<Journey> {
  const customer = await stack.customer(step);
  const user = stack.sandbox.newUser();
  const callback = await upToCallback(stack, customer.browser, user);
  return { step, customer, user, callback, code: new URL(callback).searchParams.get('code') ?? '' };
}

/** Opens the callback without waiting: the connection will be cut, and what the browser then sees is not the point. */
function open(journey: Journey): void {
  journey.customer.browser.get(journey.callback).catch(() => undefined);
}

async function openUntilHeld(
  stack: Stack,
  journey: Journey,
  endpoint: FaultEndpoint,
  when: 'before' | 'after',
): Promise<() => void> {
  const held = stack.sandbox.hold(endpoint, when);
  open(journey);
  await held.untilHeld();
  return held.release;
}

/**
 * What promises 1, 2, 3, 7 and 8 say after the crash: the customer reloads and sees an outcome; the code was sent at
 * most once; "connected" has a grant whose token is live.
 */
async function expectKept(stack: Stack, journey: Journey, allowed: readonly string[]): Promise<void> {
  const { customer, callback, code, step, user } = journey;
  const settled = await finishAttempt(customer.browser, callback, 90_000);
  expect(allowed, `${step} ended "${settled.outcome}"`).toContain(settled.outcome);
  expect(stack.sandbox.callsWithCode(code).length, step).toBeLessThanOrEqual(1);
  const entries = await stack.database.owner(
    "SELECT connection_id FROM audit_entries WHERE action = 'connection.connected' AND actor_id = $1",
    [customer.id],
  );
  if (settled.outcome !== 'connected') {
    expect(entries, step).toEqual([]);
    return;
  }
  const id = await connectionOf(stack, settled.attemptUrl);
  expect(entries, step).toEqual([{ connection_id: id }]);
  await expectReconciled(stack, { id, user });
  await expectStillConnected(stack, { id, user });
}

test('promises 1, 2, 3 and 8: kill -9 of the vault at every step of connect loses no grant and sends no code twice', async ({
  stack,
}) => {
  test.setTimeout(300_000);
  const [vault] = stack.vaults;
  if (vault === undefined) throw new Error('no vault');
  const unpin = stack.pinVault(vault);
  const releases: (() => void | Promise<void>)[] = [];
  const journeys: Record<string, Journey> = {};
  for (const step of ['row', 'sent', 'acted', 'answered', 'me', 'profiles', 'profile', 'promotion']) {
    journeys[step] = await prepare(stack, `vault killed at: ${step}`);
  }
  const at = (step: string): Journey => {
    const journey = journeys[step];
    if (journey === undefined) throw new Error(step);
    return journey;
  };
  releases.push(await openUntilHeld(stack, at('sent'), 'token:authorization_code', 'before'));
  releases.push(await openUntilHeld(stack, at('acted'), 'token:authorization_code', 'after'));
  releases.push(await openUntilHeld(stack, at('me'), 'me', 'before'));
  releases.push(await openUntilHeld(stack, at('profiles'), 'profiles', 'after'));
  releases.push(await openUntilHeld(stack, at('profile'), 'profile', 'before'));
  // the promotion, stopped at its first write of a connection
  const releaseMe = await openUntilHeld(stack, at('promotion'), 'me', 'before');
  // the answer has arrived and cannot be written down
  const releaseCode = await openUntilHeld(stack, at('answered'), 'token:authorization_code', 'after');
  const connections = await stack.database.lock('public.connections');
  releaseMe();
  await connections.untilWaiting('connect_vault');
  const tokens = await stack.database.lock('vault.grants');
  releaseCode();
  await tokens.untilWaiting('connect_vault');
  // the exchange's own first row, which the database must not write when nobody is there any more
  const INSERT = 'INSERT INTO public.exchanges';
  const exchanges = await stack.database.lock('public.exchanges');
  open(at('row'));
  await exchanges.untilWaiting('connect_vault', 1, INSERT);

  await vault.process.kill();
  await exchanges.endWaiting('connect_vault', INSERT);
  for (const release of releases) await release();
  for (const lock of [connections, tokens, exchanges]) await lock.release();
  unpin();
  await vault.process.start();

  await Promise.all([
    // nothing was sent, so nothing was interrupted: the code is still good
    expectKept(stack, at('row'), ['connected', 'wise_unavailable']),
    // a code that was sent once is never sent again, whatever Wise made of it (promise 2)
    ...['sent', 'acted', 'answered'].map((step) => expectKept(stack, at(step), ['interrupted'])),
    ...['me', 'profiles', 'profile', 'promotion'].map((step) => expectKept(stack, at(step), ['connected'])),
  ]);
});

test('promises 1, 2 and 3: kill -9 of the web at every step of connect costs the customer a reload, nothing else', async ({
  stack,
}) => {
  test.setTimeout(300_000);
  const [web] = stack.webs;
  if (web === undefined) throw new Error('no web');
  const journeys: Record<string, Journey> = {};
  for (const step of ['claim', 'sent', 'acted', 'me', 'promotion']) {
    journeys[step] = await prepare(stack, `web killed at: ${step}`);
  }
  const at = (step: string): Journey => {
    const journey = journeys[step];
    if (journey === undefined) throw new Error(step);
    return journey;
  };
  const starter = await stack.customer('web killed at: start');
  const unpin = stack.pinWeb(web);
  const releases = [
    await openUntilHeld(stack, at('sent'), 'token:authorization_code', 'before'),
    await openUntilHeld(stack, at('acted'), 'token:authorization_code', 'after'),
    await openUntilHeld(stack, at('me'), 'me', 'before'),
  ];
  const releaseMe = await openUntilHeld(stack, at('promotion'), 'me', 'before');
  const connections = await stack.database.lock('public.connections');
  releaseMe();
  await connections.untilWaiting('connect_vault');
  const attempts = await stack.database.lock('public.connect_attempts');
  open(at('claim'));
  await attempts.untilWaiting('connect_web');
  const starting = startAttempt(stack, starter.browser).catch(() => undefined);
  await attempts.untilWaiting('connect_web', 2);

  await web.kill();
  for (const release of releases) release();
  for (const lock of [attempts, connections]) await lock.release();
  unpin();
  expect(await starting).toBeUndefined();
  await Promise.all([
    ...Object.values(journeys).map((journey) => expectKept(stack, journey, ['connected'])),
    web.start(),
  ]);
  const again = await upToCallback(stack, starter.browser, stack.sandbox.newUser());
  expect((await finishAttempt(starter.browser, again)).outcome).toBe('connected');
});
