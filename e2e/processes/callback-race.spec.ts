import { expect, test } from '../harness/fixtures';
import { connectionOf, finishAttempt, settle, upToCallback } from '../harness/flows';
import { expectReconciled } from '../harness/invariants';

const AT_ONCE = 50;

test('threat 7: 50 simultaneous identical callbacks make one token call and one connection, and show one page to all', async ({
  stack,
}) => {
  const { id, browser } = await stack.customer('Fifty Times');
  const user = stack.sandbox.newUser();
  const callback = await upToCallback(stack, browser, user);
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => browser.copy().get(callback)));
  expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(303));
  const pages = [...new Set(answers.map(({ location }) => location))];
  expect(pages).toHaveLength(1);
  const settled = await Promise.all(
    Array.from({ length: AT_ONCE }, () => settle(browser.copy(), pages[0] ?? '')),
  );
  expect([...new Set(settled.map(({ outcome }) => outcome))]).toEqual(['connected']);
  const code = new URL(callback).searchParams.get('code') ?? '';
  expect(stack.sandbox.callsWithCode(code)).toHaveLength(1);
  const rows = await stack.database.owner(
    `SELECT (SELECT count(*) FROM connections WHERE customer_id = $1)::int AS connections,
            (SELECT count(*) FROM exchanges WHERE customer_id = $1)::int AS exchanges,
            (SELECT count(*) FROM audit_entries WHERE action = 'connection.connected' AND actor_id = $1::text)::int AS entries`,
    [id],
  );
  expect(rows).toEqual([{ connections: 1, exchanges: 1, entries: 1 }]);
  await expectReconciled(stack, { id: await connectionOf(stack, pages[0] ?? ''), user });
});

test.describe('threat 4: two tabs of one customer', () => {
  for (const order of ['the first tab first', 'the second tab first', 'both at once'] as const) {
    test(`finish with ${order}: one connection, no error shown, the stored token is the live one`, async ({
      stack,
    }) => {
      const { id, browser } = await stack.customer('Two Tabs');
      const user = stack.sandbox.newUser();
      const first = await upToCallback(stack, browser, user);
      const second = await upToCallback(stack, browser, user);
      const tabs = order === 'the second tab first' ? [second, first] : [first, second];
      const finish = (callback: string) => finishAttempt(browser.copy(), callback);
      const settled = [];
      if (order === 'both at once') settled.push(...(await Promise.all(tabs.map(finish))));
      else for (const callback of tabs) settled.push(await finish(callback));
      expect(settled.map(({ outcome }) => outcome)).toEqual(['connected', 'connected']);
      const rows = await stack.database.owner('SELECT id, status FROM connections WHERE customer_id = $1', [
        id,
      ]);
      expect(rows).toEqual([
        { id: await connectionOf(stack, settled[0]?.attemptUrl ?? ''), status: 'active' },
      ]);
      for (const callback of tabs) {
        const code = new URL(callback).searchParams.get('code') ?? '';
        expect(stack.sandbox.callsWithCode(code)).toHaveLength(1);
      }
      await expectReconciled(stack, { id: String(rows[0]?.id), user });
    });
  }
});
