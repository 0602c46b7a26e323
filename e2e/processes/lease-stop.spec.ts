import { expect, test } from '../harness/fixtures';
import { connect } from '../harness/flows';
import {
  expectReconciled,
  expectStillConnected,
  expiredConnection,
  type Linked,
  vendAllTheWhile,
} from '../harness/invariants';
import type { Stack, Vault } from '../harness/stack';
import { until } from '../harness/until';

type GrantRow = { epoch: bigint; version: bigint };

async function grantOf(stack: Stack, { id }: Linked): Promise<GrantRow> {
  const row = await stack.database.one('SELECT epoch, version FROM vault.grants WHERE connection_id = $1', [
    id,
  ]);
  return { epoch: BigInt(String(row.epoch)), version: BigInt(String(row.version)) };
}

/** What a vault said when a write of its own was refused, because the row had a higher epoch by then. */
function fencedWrites(vault: Vault, { id }: Linked): { epoch: unknown; kept: unknown }[] {
  return vault.process.output
    .split('\n')
    .filter((line) => line.includes('a late refresh was fenced off') && line.includes(id))
    .map((line) => JSON.parse(line));
}

test('promise 3: the late write of a lease holder that stood still past its lease is refused; stored is live after it was reconciled', async ({
  stack,
}) => {
  test.setTimeout(300_000);
  const { browser } = await stack.customer('Stopped Holder');
  const linked = await expiredConnection(stack, 'Stopped Holder', (user) => connect(stack, browser, user));
  const [sleeper, other] = stack.vaults;
  if (sleeper === undefined || other === undefined) throw new Error('two vaults are needed');

  // the refresh has its effect at Wise, and the answer is on its way to a process that stands still
  const held = stack.sandbox.hold('token:refresh_token', 'after');
  // A server that stood still for so long may close the line before it answers: then nothing was handed out either.
  const late = stack.partner.vend(linked.id, sleeper.partnerUrl).catch(() => undefined);
  await held.untilHeld();
  const leased = await grantOf(stack, linked);
  sleeper.process.stop();
  held.release();
  const stale = stack.sandbox.issuedTo(linked.user).at(-1)?.accessToken;
  stack.balancers.partner.pin({ url: other.partnerUrl, pid: other.process.pid, isRunning: true });
  const end = vendAllTheWhile(stack, [linked]);
  await until(
    'the lease has ended and the other vault has refreshed again',
    () => stack.sandbox.refreshCallsOf(linked.user).length >= 2,
    { withinMs: 150_000 },
  );
  await expectReconciled(stack, linked, 60_000);
  const taken = await grantOf(stack, linked);
  expect(taken.epoch).toBeGreaterThan(leased.epoch);
  expect(fencedWrites(sleeper, linked)).toEqual([]);

  sleeper.process.continue();
  const answer = await late;
  if (answer?.token !== undefined)
    expect(answer.token, 'the late holder vends no stale token').not.toBe(stale);
  // The write itself: made with the epoch of the old lease, and refused, because the row has gone on.
  await until('the late write is refused', () => fencedWrites(sleeper, linked).length > 0, {
    withinMs: 60_000,
  });
  expect(fencedWrites(sleeper, linked)).toMatchObject([{ epoch: String(leased.epoch), kept: false }]);
  await expectReconciled(stack, linked, 120_000);
  await end();
  const after = await grantOf(stack, linked);
  expect(after.epoch, 'the fenced holder leaves the row to a refresh of its own').toBeGreaterThan(
    taken.epoch,
  );
  expect(after.version, 'the one after the stale one, never it again').toBeGreaterThan(taken.version);
  await expectStillConnected(stack, linked);
  stack.balancers.partner.pin(undefined);
  for (let again = 0; again < 4; again += 1) await expectReconciled(stack, linked);
});
