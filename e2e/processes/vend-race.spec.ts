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
import { until } from '../harness/until';

const AT_ONCE = 50;

async function expired(stack: Stack, name = 'Expired Token'): Promise<Linked> {
  const { browser } = await stack.customer(name);
  return expiredConnection(stack, name, (user) => connect(stack, browser, user));
}

async function vendAtOnce(stack: Stack, linked: Linked): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const vended = await stack.partner.vend(linked.id);
      return { status: vended.status, isLive: stack.sandbox.accepts(vended.token ?? '') };
    }),
  );
  expect(answers).toEqual(Array(AT_ONCE).fill({ status: 200, isLive: true }));
  expect(stack.sandbox.refreshCallsOf(linked.user)).toHaveLength(1);
  await expectReconciled(stack, linked);
}

test.describe('promise 3: one refresh at a time over all processes', () => {
  for (const rotateRefreshTokens of [false, true]) {
    const kind = rotateRefreshTokens ? 'rotating' : 'stable';
    test(`50 simultaneous vends of an expired token over two vaults make one refresh, and all 50 are live (${kind} refresh tokens)`, async ({
      stack,
    }) => {
      const linked = await expired(stack);
      stack.sandbox.set({ rotateRefreshTokens });
      await vendAtOnce(stack, linked);
    });
  }

  test('50 simultaneous vends wait for an answer that takes 13 s', async ({ stack }) => {
    const linked = await expired(stack);
    stack.sandbox.plant({ endpoint: 'token:refresh_token', kind: 'delay', when: 'after', delayMs: 13_000 });
    await vendAtOnce(stack, linked);
  });

  test('rotating refresh tokens are followed over several refreshes', async ({ stack }) => {
    const linked = await expired(stack);
    stack.sandbox.set({ rotateRefreshTokens: true, accessTokenSeconds: 5 });
    for (let round = 0; round < 3; round += 1) {
      await expectReconciled(stack, linked);
      await until('the token expires', () => stack.sandbox.liveAccessOf(linked.user).length === 0);
    }
    stack.sandbox.set({ accessTokenSeconds: 43_199 });
    await expectReconciled(stack, linked);
    // this user's only: the loop goes on with what earlier tests left behind
    const own = new Set(stack.sandbox.refreshCallsOf(linked.user).map(({ seq }) => seq));
    expect(stack.sandbox.events('token.refused').filter(({ request }) => own.has(request))).toEqual([]);
  });
});

type Trouble = { what: string; plant: (stack: Stack) => void };

const TROUBLES: Trouble[] = [
  {
    what: 'lost after Wise had refreshed',
    plant: ({ sandbox }) => sandbox.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'after' }),
  },
  {
    what: 'lost before Wise had refreshed',
    plant: ({ sandbox }) => sandbox.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'before' }),
  },
  {
    what: '503 before Wise had refreshed',
    plant: ({ sandbox }) =>
      sandbox.plant({
        endpoint: 'token:refresh_token',
        kind: 'answer',
        when: 'before',
        status: 503,
        body: 'busy',
      }),
  },
  {
    what: '500 after Wise had refreshed',
    plant: ({ sandbox }) =>
      sandbox.plant({
        endpoint: 'token:refresh_token',
        kind: 'answer',
        when: 'after',
        status: 500,
        body: '<html>',
      }),
  },
  {
    what: 'half an answer after Wise had refreshed',
    plant: ({ sandbox }) =>
      sandbox.plant({
        endpoint: 'token:refresh_token',
        kind: 'answer',
        when: 'after',
        status: 200,
        body: '{"access_token":"',
      }),
  },
];

test('promises 3 and 8: whatever became of the answer, nothing dead is vended meanwhile, and stored is live again afterwards', async ({
  stack,
}) => {
  test.setTimeout(180_000);
  const troubled: Linked[] = [];
  for (const { what } of TROUBLES) troubled.push(await expired(stack, what));
  const first: Promise<unknown>[] = [];
  for (const [at, { what, plant }] of TROUBLES.entries()) {
    const linked = troubled[at];
    if (linked === undefined) throw new Error('one connection for each trouble');
    plant(stack);
    first.push(stack.partner.vend(linked.id));
    await until(`the call that ends "${what}"`, () => stack.sandbox.refreshCallsOf(linked.user).length === 1);
  }
  const end = vendAllTheWhile(stack, troubled);
  await Promise.all(first);
  await Promise.all(troubled.map((linked) => expectReconciled(stack, linked, 120_000)));
  await end();
  for (const linked of troubled) await expectStillConnected(stack, linked);
});

test('promise 8: while Wise is down nobody has to reconnect, and everything works again afterwards', async ({
  stack,
}) => {
  test.setTimeout(180_000);
  const linked = await expired(stack, 'Outage');
  const healthy = await expired(stack, 'Healthy');
  await expectReconciled(stack, healthy);
  stack.sandbox.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'before', count: 1_000 });
  const refused = await stack.partner.vend(linked.id);
  expect(refused.token).toBeUndefined();
  expect(refused.status, refused.text).toBe(503);
  expect(Number(refused.retryAfter)).toBeGreaterThan(0);
  await expectReconciled(stack, healthy);
  stack.sandbox.reset();
  await expectReconciled(stack, linked, 120_000);
  await expectStillConnected(stack, linked);
});

test('promise 8: a refused client secret is our own fault: nobody has to reconnect, staff are alarmed, live tokens are still vended', async ({
  stack,
}) => {
  const body = '{"error":"invalid_client","error_description":"Client authentication failed"}';
  const [linked, healthy] = [await expired(stack, 'Expired'), await expired(stack, 'Healthy')];
  await expectReconciled(stack, healthy);
  stack.sandbox.plant({
    endpoint: 'token:refresh_token',
    kind: 'answer',
    when: 'before',
    status: 401,
    body,
    count: 1_000,
  });
  const refused = await stack.partner.vend(linked.id);
  expect(refused.token).toBeUndefined();
  await until('the alarm', async () => {
    const rows = await stack.database.owner(
      "SELECT id FROM alarms WHERE code = 'wise_client_refused' AND cleared_at IS NULL",
    );
    return rows.length === 1;
  });
  await expectReconciled(stack, healthy);
  for (const each of [linked, healthy]) await expectStillConnected(stack, each);
  stack.sandbox.reset();
  await expectReconciled(stack, linked);
});

test('a grant that Wise says is gone is marked as lost once, with a row in the audit trail and no token left', async ({
  stack,
}) => {
  const linked = await expired(stack, 'App Removed');
  stack.sandbox.removeApp(linked.user);
  const answers = await Promise.all(Array.from({ length: 10 }, () => stack.partner.vend(linked.id)));
  for (const { code, token } of answers) {
    expect(token).toBeUndefined();
    // A vault that an earlier test made pause (our client was refused, Wise was down) says "later" until that is over.
    expect(['CONNECTION_NEEDS_RECONNECT', 'TOKEN_NOT_READY']).toContain(code);
  }
  for (const { partnerUrl } of stack.vaults) {
    await until('the grant is known to be gone', async () => {
      const { code } = await stack.partner.vend(linked.id, partnerUrl);
      return code === 'CONNECTION_NEEDS_RECONNECT';
    });
  }
  const rows = await stack.database.owner(
    "SELECT count(*)::int AS entries FROM audit_entries WHERE connection_id = $1 AND action = 'connection.lost'",
    [linked.id],
  );
  expect(rows).toEqual([{ entries: 1 }]);
  const left = await stack.database.owner(
    'SELECT access, refresh FROM vault.grants WHERE connection_id = $1 AND (access IS NOT NULL OR refresh IS NOT NULL)',
    [linked.id],
  );
  expect(left).toEqual([]);
});
