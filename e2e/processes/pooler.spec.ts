import { expect, test } from '@playwright/test';
import { connect, disconnect } from '../harness/flows';
import { expectReconciled, expectStillConnected, type Linked } from '../harness/invariants';
import { startStack } from '../harness/start-stack';
import { until } from '../harness/until';

const AT_ONCE = 100;

test('two webs and two vaults behind PgBouncer in transaction mode: connect, 100 token requests at once, refresh, disconnect', async () => {
  test.setTimeout(300_000);
  // far fewer connections to the server than the four processes hold to the pooler
  const { stack, close } = await startStack({ pooler: { default_pool_size: 5 }, clientName: 'pooled' });
  try {
    stack.sandbox.set({ accessTokenSeconds: 5 });
    const linked: Linked[] = [];
    const browsers = [];
    for (const name of ['Ada Pooled', 'Bo Pooled', 'Cy Pooled']) {
      const { browser } = await stack.customer(name);
      const user = stack.sandbox.newUser();
      linked.push({ id: await connect(stack, browser, user), user });
      browsers.push(browser);
    }
    stack.sandbox.set({ accessTokenSeconds: 43_199 });
    for (const { user } of linked) {
      await until('its first token is over', () => {
        const [first] = stack.sandbox.issuedTo(user);
        return first !== undefined && !stack.sandbox.accepts(first.accessToken);
      });
    }
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, at) => {
        const { status, token, text } = await stack.partner.vend(linked[at % linked.length]?.id ?? '');
        return {
          status,
          isLive: stack.sandbox.accepts(token ?? ''),
          refusal: token === undefined ? text : undefined,
        };
      }),
    );
    expect(answers).toEqual(Array(AT_ONCE).fill({ status: 200, isLive: true, refusal: undefined }));
    for (const each of linked) {
      await expectReconciled(stack, each);
      await expectStillConnected(stack, each);
    }
    const [{ id = '' } = {}] = linked;
    const [browser] = browsers;
    if (browser !== undefined) await disconnect(stack, browser, id);
    expect(await stack.partner.vend(id)).toMatchObject({ status: 410 });
    await until('no lock stays behind in a connection of the pooler', async () => {
      const held = await stack.database.superuser("SELECT pid FROM pg_locks WHERE locktype = 'advisory'");
      return held.length === 0;
    });
  } finally {
    await close();
  }
});
