import { type Browser, type Form, formTo, says } from '#test/browser/http-browser';
import { expect, test } from '../harness/fixtures';
import { connect, disconnect } from '../harness/flows';
import { type Linked, refusedAllTheWhile, vendHonestly } from '../harness/invariants';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';

type Leaving = Linked & { browser: Browser; form: Form; vended: string };

/** A connection whose token was handed out already, and the form that ends it, not pressed yet. */
async function prepare(stack: Stack, step: string): Promise<Leaving> {
  const { browser } = await stack.customer(step);
  const user = stack.sandbox.newUser();
  const id = await connect(stack, browser, user);
  const { token: vended = '' } = await vendHonestly(stack, { id, user });
  const page = await browser.get(`${stack.appUrl}/connections/${id}?confirm=disconnect`);
  return { id, user, browser, vended, form: formTo(page, `/connections/${id}/disconnect`) };
}

function press({ browser, form }: Leaving): Promise<number | undefined> {
  return browser.post(form.action, form.fields).then(
    ({ status }) => status,
    () => undefined,
  );
}

async function pressUntilHeld(stack: Stack, leaving: Leaving, when: 'before' | 'after'): Promise<() => void> {
  const held = stack.sandbox.hold('token:refresh_token', when);
  const pressed = press(leaving);
  await held.untilHeld();
  expect(await pressed, 'the disconnect is acknowledged before Wise answers').toBe(303);
  return held.release;
}

/** The end that design 4.5 promises: nothing of the tokens is left, and the receipt says what is true at Wise. */
async function expectEnded(stack: Stack, leaving: Leaving): Promise<void> {
  const row = await until(
    `the end of ${leaving.id}`,
    async () => {
      const now = await stack.database.one(
        'SELECT status, end_result, token_may_work_until FROM connections WHERE id = $1',
        [leaving.id],
      );
      return now.status === 'disconnected' && now.end_result !== 'pending' ? now : undefined;
    },
    { withinMs: 150_000, everyMs: 500 },
  );
  const left = await stack.database.owner('SELECT connection_id FROM vault.grants WHERE connection_id = $1', [
    leaving.id,
  ]);
  expect(left).toEqual([]);
  if (row.end_result === 'cancelled') expect(stack.sandbox.accepts(leaving.vended)).toBe(false);
  else expect(row.token_may_work_until).not.toBeNull();
  const page = await leaving.browser.get(`${stack.appUrl}/connections/${leaving.id}`);
  expect(says(page, 'Disconnected')).toBe(true);
  const entries = await stack.database.owner(
    "SELECT id FROM audit_entries WHERE connection_id = $1 AND action = 'connection.disconnected'",
    [leaving.id],
  );
  expect(entries).toHaveLength(1);
}

test('promise 6: kill -9 of the vault at every step of disconnect; once acknowledged nothing is vended, and the end is reached', async ({
  stack,
}) => {
  test.setTimeout(300_000);
  const [vault] = stack.vaults;
  if (vault === undefined) throw new Error('no vault');
  const unheard = await prepare(stack, 'killed before the first commit');
  const sent = await prepare(stack, 'killed before the revoking refresh');
  const acted = await prepare(stack, 'killed after the revoking refresh');
  const erasing = await prepare(stack, 'killed before the erasure');
  const acknowledged = [sent, acted, erasing];

  const unpin = stack.pinVault(vault);
  const releases = [await pressUntilHeld(stack, sent, 'before'), await pressUntilHeld(stack, acted, 'after')];
  const releaseErasing = await pressUntilHeld(stack, erasing, 'after');
  const end = refusedAllTheWhile(stack, acknowledged);
  const grants = await stack.database.lock('vault.grants');
  releaseErasing();
  await grants.untilWaiting('connect_vault');
  const pressed = press(unheard);
  await grants.untilWaiting('connect_vault', 2);
  await end();
  await vault.process.kill();
  for (const release of releases) release();
  await grants.release();
  unpin();

  const refused = refusedAllTheWhile(stack, acknowledged);
  await pressed;
  await vault.process.start();
  const now = await stack.database.one('SELECT status FROM connections WHERE id = $1', [unheard.id]);
  if (now.status === 'active') {
    expect((await vendHonestly(stack, unheard)).status).toBe(200);
    expect((await disconnect(stack, unheard.browser, unheard.id)).status).toBe(303);
  }
  const unheardRefused = refusedAllTheWhile(stack, [unheard]);
  await Promise.all([unheard, ...acknowledged].map((leaving) => expectEnded(stack, leaving)));
  await refused();
  await unheardRefused();
});

test('promise 6: kill -9 of the web while the vault works on a disconnect: it happens all the same', async ({
  stack,
}) => {
  test.setTimeout(180_000);
  const [web] = stack.webs;
  if (web === undefined) throw new Error('no web');
  const leaving = await prepare(stack, 'web killed in disconnect');
  const unpin = stack.pinWeb(web);
  const connections = await stack.database.lock('public.connections');
  const pressed = press(leaving);
  await connections.untilWaiting('connect_vault');
  await web.kill();
  await pressed;
  await connections.release();
  unpin();
  // the vault holds the request already: it acts although nobody listens for the answer any more
  await until('the disconnect', async () => {
    const now = await stack.database.one('SELECT status FROM connections WHERE id = $1', [leaving.id]);
    return now.status === 'disconnected';
  });
  const end = refusedAllTheWhile(stack, [leaving]);
  await expectEnded(stack, leaving);
  await end();
});

test('promise 6: kill -9 of the web before it has asked the vault: nothing is disconnected, and asking again does it', async ({
  stack,
}) => {
  const [web] = stack.webs;
  if (web === undefined) throw new Error('no web');
  const leaving = await prepare(stack, 'web killed before disconnect');
  const unpin = stack.pinWeb(web);
  const sessions = await stack.database.lock('public.customer_sessions', 'ACCESS EXCLUSIVE');
  const pressed = press(leaving);
  await sessions.untilWaiting('connect_web');
  await web.kill();
  expect(await pressed, 'nothing was acknowledged').not.toBe(303);
  await sessions.release();
  unpin();
  await web.start();
  expect((await vendHonestly(stack, leaving)).status).toBe(200);
  expect(await press(leaving)).toBe(303);
  const end = refusedAllTheWhile(stack, [leaving]);
  await expectEnded(stack, leaving);
  await end();
});

test('promise 6: 30 vends that race with a disconnect: none after its acknowledgement has a token', async ({
  stack,
}) => {
  const leaving = await prepare(stack, 'vends race disconnect');
  let acknowledgedAt = Number.POSITIVE_INFINITY;
  const vends = Array.from({ length: 30 }, async (_, at) => {
    // each goes on until one of its vends began after the acknowledgement
    for (let isOver = false; !isOver; ) {
      isOver = performance.now() > acknowledgedAt;
      const vended = await stack.partner.vend(leaving.id);
      if (isOver) expect(vended.token, `vend ${at}`).toBeUndefined();
    }
  });
  expect(await press(leaving)).toBe(303);
  acknowledgedAt = performance.now();
  await Promise.all(vends);
  const end = refusedAllTheWhile(stack, [leaving]);
  await expectEnded(stack, leaving);
  await end();
});
