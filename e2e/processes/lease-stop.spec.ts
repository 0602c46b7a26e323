import { expect, test } from '../harness/fixtures';
import { expectConverged, expectNotDemoted, expiredConnection, vendAllTheWhile } from '../harness/promises';
import { connect } from '../harness/story';
import { until } from '../harness/until';

test('promise 3: a lease holder that stood still past its lease and goes on writes nothing stale; stored is live after converging', async ({
  stack,
}) => {
  test.setTimeout(300_000);
  const { browser } = await stack.customer('Stopped Holder');
  const linked = await expiredConnection(stack, 'Stopped Holder', (user) => connect(stack, browser, user));
  const [sleeper, other] = stack.vaults;
  if (sleeper === undefined || other === undefined) throw new Error('two vaults are needed');

  // the refresh has its effect at Wise, and the answer is on its way to a process that stands still
  const held = stack.sandbox.hold('token:refresh_token', 'after');
  const late = stack.partner.vend(linked.id, sleeper.partnerUrl);
  await held.untilHeld();
  sleeper.process.stop();
  held.release();
  const stale = stack.sandbox.issuedTo(linked.user).at(-1)?.accessToken;
  stack.balancers.partner.pin({ url: other.partnerUrl, pid: other.process.pid, isRunning: true });
  const end = vendAllTheWhile(stack, [linked]);
  await until(
    'the lease has ended and the other vault has refreshed again',
    () => stack.sandbox.refreshCallsOf(linked.user).length >= 2,
    { withinMs: 120_000 },
  );
  await expectConverged(stack, linked, 60_000);
  const before = await stack.database.one(
    'SELECT epoch, version FROM vault.grants WHERE connection_id = $1',
    [linked.id],
  );

  sleeper.process.continue();
  const answer = await late;
  expect(answer.token === undefined || answer.token !== stale, 'the late holder vends no stale token').toBe(
    true,
  );
  await expectConverged(stack, linked, 120_000);
  await end();
  const after = await stack.database.one('SELECT epoch, version FROM vault.grants WHERE connection_id = $1', [
    linked.id,
  ]);
  expect(BigInt(String(after.epoch))).toBeGreaterThanOrEqual(BigInt(String(before.epoch)));
  expect(BigInt(String(after.version))).toBeGreaterThanOrEqual(BigInt(String(before.version)));
  await expectNotDemoted(stack, linked);
  stack.balancers.partner.pin(undefined);
  for (let again = 0; again < 4; again += 1) await expectConverged(stack, linked);
});
