import { PRESETS, type WiseUser } from 'wise-emulator';
import { type Answer, Browser, linksOf, says } from '#test/browser/http-browser';
import { attemptMessage } from '#web/attempts/attempt-message';
import { OUTCOMES } from '#web/attempts/outcomes';
import { receiptMessage } from '#web/connections/receipt';
import { becomeDue, type Connected, checkNow, newConnection, nobodyElseIsDue } from '../harness/connected';
import { expect, test } from '../harness/fixtures';
import { finishAttempt, outcomeOf, settle, startAttempt, upToCallback } from '../harness/flows';
import { expectReconciled, expectStillConnected } from '../harness/invariants';
import type { Customer } from '../harness/people';
import { PRESET_ROWS, PRESETS_ELSEWHERE, type PresetRow } from '../harness/preset-rows';
import { pressPreset } from '../harness/presets';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';

const PARTNER = 'Example Bank';
const PATIENCE_MS = 45_000;

/** Where the customer leaves Wise's pages, if a way leads back to the app. */
async function leaveWise(stack: Stack, row: PresetRow, authorise: string, user: WiseUser) {
  const { browser } = await stack.customer('Wise Visitor');
  const back = (page: Answer) => linksOf(page).find((link) => link.startsWith(stack.appUrl));
  if (row.atWise === 'read the error') return back(await browser.get(authorise));
  const decision = row.atWise ?? 'give';
  const answer = await stack.sandbox.decide(authorise, user, { decision });
  return answer.location ?? back({ ...answer, headers: {}, location: undefined, url: authorise });
}

/** An attempt from the dashboard to its outcome, whose page says what it must. */
async function attempt(stack: Stack, { browser }: Customer, row: PresetRow, user: WiseUser): Promise<void> {
  const authorise = await startAttempt(stack, browser);
  const back = await leaveWise(stack, row, authorise, user);
  if (row.connect === 'no way back') {
    expect(back).toBeUndefined();
    return;
  }
  const { location = '' } = await browser.get(back ?? '');
  if (row.waits) expect(outcomeOf(await browser.get(location))).toBe('pending');
  const { outcome, page } = await settle(browser, location, PATIENCE_MS);
  expect(outcome).toBe(row.connect);
  const { text } = attemptMessage(row.connect, PARTNER);
  for (const sentence of text) expect(says(page, sentence), sentence).toBe(true);
}

/** The product's words for what is not as usual. */
function wordsOf({ check, connect }: PresetRow): string[] {
  const isUsual = connect === 'connected' || connect === 'no way back';
  const title = isUsual ? [] : [attemptMessage(connect, PARTNER).title];
  return check === 'Checked' ? title : [...title, check];
}

/** The circuit breaker on mass refusals counts what all tests of a worker let Wise refuse. */
async function forgetRefusals(stack: Stack): Promise<void> {
  await stack.database.owner('DELETE FROM vault.refresh_outcomes');
}

async function openAlarms(stack: Stack): Promise<unknown[]> {
  const rows = await stack.database.owner(
    "SELECT code FROM alarms WHERE cleared_at IS NULL AND environment = 'sandbox' AND code <> 'grant_replaced' ORDER BY code",
  );
  return rows.map(({ code }) => code);
}

/** Tokens and codes of this Wise user that stand in any process's log. */
function leakedOf(stack: Stack, user: WiseUser): string[] {
  const log = stack.processes.map((each) => each.output).join('');
  const tokens = stack.sandbox
    .issuedTo(user)
    .flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken ?? accessToken]);
  const codes = stack.sandbox
    .events('authorise.code_issued')
    .filter(({ userId }) => userId === user.id)
    .map(({ code }) => code);
  return [...tokens, ...codes].filter((secret) => log.includes(secret));
}

/** Over at Wise: says so, hands out nothing. */
async function expectOver(stack: Stack, { id }: Connected): Promise<void> {
  expect((await stack.partner.vend(id)).code).toBe('CONNECTION_NEEDS_RECONNECT');
  const row = await stack.database.one('SELECT status, reason FROM connections WHERE id = $1', [id]);
  expect(row).toEqual({ status: 'needs_reconnect', reason: 'lost_at_wise' });
}

/** Wise is well again, and so is the connection: at once, or later by itself. */
async function expectWell(stack: Stack, connection: Connected, row: PresetRow): Promise<void> {
  await pressPreset(stack.sandbox, 'as-documented');
  if (row.pauses) for (const { process } of stack.vaults) await process.kill();
  await stack.reset();
  if (row.uncertain) leftUncertain.push(connection);
  // a vault that was killed in the middle of a refresh leaves a lease, which has to run out
  else if (row.ends !== 'for good') await expectReconciled(stack, connection, row.pauses ? 90_000 : 30_000);
}

/** Most of a minute has to pass before these are asked again: the last test waits for all of them. */
const leftUncertain: Connected[] = [];

test.describe('a preset, and what the product makes of it', () => {
  for (const [id, row] of Object.entries(PRESET_ROWS)) {
    test(`${id}: "${row.check}" on a check, and an attempt ends "${row.connect}"`, async ({ stack }) => {
      const connection = await newConnection(stack);
      await nobodyElseIsDue(stack);
      await forgetRefusals(stack);
      const preset = PRESETS.find((each) => each.id === id);
      const alarms = await openAlarms(stack);
      const control = await pressPreset(stack.sandbox, id, preset?.act && connection.user.id);
      expect(says(control, preset?.label ?? ''), 'it is in force').toBe(true);
      for (const word of wordsOf(row)) expect(preset?.outcome, 'what the button promises').toContain(word);
      if (row.removesApp) stack.sandbox.removeApp(connection.user);

      expect(says(await checkNow(stack, connection), row.check), row.check).toBe(true);
      if (row.ends) await expectOver(stack, connection);
      else await expectStillConnected(stack, connection);
      const { customer, user } = connection;
      await attempt(stack, customer, row, row.ends === 'for now' ? user : stack.sandbox.newUser());
      expect(await openAlarms(stack)).toEqual([...alarms, ...(row.alarms ?? [])].sort());
      if (!row.ends) await expectStillConnected(stack, connection);
      await expectWell(stack, connection, row);
      expect(leakedOf(stack, user)).toEqual([]);
    });
  }

  test('client-refused: an approval waits, unsent, and connects once Wise takes our client again', async ({
    stack,
  }) => {
    const connection = await newConnection(stack);
    await nobodyElseIsDue(stack);
    await pressPreset(stack.sandbox, 'client-refused');
    expect(says(await checkNow(stack, connection), 'We couldn’t check')).toBe(true);
    expect(await openAlarms(stack)).toContain('wise_client_refused');
    const { browser } = connection.customer;
    const user = stack.sandbox.newUser();
    const { location = '' } = await browser.get(await upToCallback(stack, browser, user));
    await until('its page says that it waits for us, and nothing is lost', async () => {
      return outcomeOf(await browser.get(location)) === 'held';
    });
    expect(stack.sandbox.issuedTo(user)).toEqual([]);
    await expectStillConnected(stack, connection);
    await pressPreset(stack.sandbox, 'as-documented');
    expect((await settle(browser, location, PATIENCE_MS)).outcome).toBe('connected');
    await until('the alarm is over', async () => {
      return !(await openAlarms(stack)).includes('wise_client_refused');
    });
    await expectWell(stack, connection, { check: '', connect: 'connected' });
  });

  test('flaky-wise: an attempt is connected or interrupted, the next one too, and nobody has to reconnect', async ({
    stack,
  }) => {
    const connection = await newConnection(stack);
    await nobodyElseIsDue(stack);
    await pressPreset(stack.sandbox, 'flaky-wise');
    const page = await checkNow(stack, connection);
    expect(says(page, 'Checked') || says(page, 'We couldn’t reach Wise')).toBe(true);
    const user = stack.sandbox.newUser();
    await until(
      'an attempt is connected',
      async () => {
        const callback = await upToCallback(stack, connection.customer.browser, user);
        const { outcome } = await finishAttempt(connection.customer.browser, callback, PATIENCE_MS);
        expect(['connected', 'interrupted']).toContain(outcome);
        return outcome === 'connected';
      },
      { withinMs: PATIENCE_MS },
    );
    await expectStillConnected(stack, connection);
    await expectWell(stack, connection, { check: '', connect: 'connected', uncertain: true });
  });

  test('after all of it every connection vends the token that lives at Wise, by itself', async ({
    stack,
  }) => {
    test.setTimeout(180_000);
    await becomeDue(stack, leftUncertain);
    await Promise.all(leftUncertain.map((connection) => expectReconciled(stack, connection, 120_000)));
    for (const connection of leftUncertain) await expectStillConnected(stack, connection);
  });

  test('everything that a customer can come to is named on the control page, with the way there', async ({
    stack,
  }) => {
    const page = await new Browser().get(`${stack.sandbox.url}/__emulator`);
    const titles = OUTCOMES.map((outcome) => attemptMessage(outcome, PARTNER).title);
    const ended = { endedAt: null, tokenMayWorkUntil: null };
    const receipts = ['pending', 'cancelled', 'ended_at_wise', 'unconfirmed'].map(
      (endResult) => receiptMessage({ ...ended, endResult }, PARTNER, new Date()).title,
    );
    const named = [...page.text.matchAll(/<strong>([^<]*)<\/strong>/g)]
      .map(([, text]) => text ?? '')
      .join('\n');
    for (const title of [...titles, ...receipts, 'Needs reconnecting']) expect(named).toContain(title);
  });

  test('every preset has a row, or a test of its own', () => {
    const rows = [...Object.keys(PRESET_ROWS), ...Object.keys(PRESETS_ELSEWHERE)];
    expect(rows.sort()).toEqual(PRESETS.map(({ id }) => id).sort());
  });
});
