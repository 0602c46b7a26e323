import { formTo } from '#test/browser/http-browser';
import { expect, test } from '../harness/fixtures';
import { connect } from '../harness/flows';
import {
  expectReconciled,
  expectStillConnected,
  expiredConnection,
  type Linked,
  vendAllTheWhile,
} from '../harness/invariants';
import type { Stack } from '../harness/stack';

async function expired(stack: Stack, step: string): Promise<Linked> {
  const { browser } = await stack.customer(step);
  return expiredConnection(stack, step, (user) => connect(stack, browser, user));
}

/** Asks for the token without waiting: the vault that is asked will be killed. */
function ask(stack: Stack, { id }: Linked): void {
  stack.partner.vend(id).catch(() => undefined);
}

async function askUntilHeld(stack: Stack, linked: Linked, when: 'before' | 'after'): Promise<() => void> {
  const held = stack.sandbox.hold('token:refresh_token', when);
  ask(stack, linked);
  await held.untilHeld();
  return held.release;
}

test('promises 3 and 8: kill -9 of the vault at every step of a refresh; nothing dead is vended meanwhile, and stored is live again', async ({
  stack,
}) => {
  test.setTimeout(300_000);
  const [vault] = stack.vaults;
  if (vault === undefined) throw new Error('no vault');
  const claiming = await expired(stack, 'killed before the lease');
  const sent = await expired(stack, 'killed before Wise acted');
  const acted = await expired(stack, 'killed after Wise acted');
  const answered = await expired(stack, 'killed before the answer was written');
  const all = [claiming, sent, acted, answered];

  const unpin = stack.pinVault(vault);
  const releases = [await askUntilHeld(stack, sent, 'before'), await askUntilHeld(stack, acted, 'after')];
  const releaseAnswer = await askUntilHeld(stack, answered, 'after');
  const grants = await stack.database.lock('vault.grants');
  releaseAnswer();
  await grants.untilWaiting('connect_vault');
  ask(stack, claiming);
  await grants.untilWaiting('connect_vault', 2);
  await vault.process.kill();
  for (const release of releases) release();
  await grants.release();
  unpin();

  const end = vendAllTheWhile(stack, all);
  await vault.process.start();
  await Promise.all(all.map((linked) => expectReconciled(stack, linked, 150_000)));
  await end();
  for (const linked of all) await expectStillConnected(stack, linked);
});

test('promises 3 and 8: kill -9 of the web while a customer waits for "check now" changes nothing about the connection', async ({
  stack,
}) => {
  const [web] = stack.webs;
  if (web === undefined) throw new Error('no web');
  const { browser } = await stack.customer('Check Now');
  const linked = await expiredConnection(stack, 'Check Now', (user) => connect(stack, browser, user));
  const page = await browser.get(`${stack.appUrl}/connections/${linked.id}`);
  const check = formTo(page, `/connections/${linked.id}/check`);
  const unpin = stack.pinWeb(web);
  const held = stack.sandbox.hold('token:refresh_token', 'after');
  browser.post(check.action, check.fields).catch(() => undefined);
  await held.untilHeld();
  await web.kill();
  held.release();
  unpin();
  await expectReconciled(stack, linked);
  await expectStillConnected(stack, linked);
  expect(stack.sandbox.refreshCallsOf(linked.user)).toHaveLength(1);
});
