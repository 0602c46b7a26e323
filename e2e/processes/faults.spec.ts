import { FAULT_KINDS, type FaultKind, type FaultRequest } from 'wise-emulator';
import { says } from '#test/browser/http-browser';
import type { Outcome } from '#web/attempts/outcomes';
import { becomeDue, checkNow, newConnection, nobodyElseIsDue } from '../harness/connected';
import { expect, test } from '../harness/fixtures';
import { finishAttempt, upToCallback } from '../harness/flows';
import { expectStillConnected, type Linked } from '../harness/invariants';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';

type Row = {
  fault: Omit<FaultRequest, 'endpoint' | 'kind'>;
  connect: Outcome;
  check: 'Checked' | 'We couldn’t reach Wise';
  /** The answer does not come to its end before the fault is stopped. */
  endless?: true;
  /** The vault that was answered calls nobody for so long; the next test would not meet its fault. */
  pauseMs?: number;
};

const GOOD = { connect: 'connected', check: 'Checked' } as const;
const LATE = { ...GOOD, endless: true } as const;
const SILENCE = { connect: 'interrupted', check: 'We couldn’t reach Wise' } as const;
const OUTAGE = { connect: 'wise_unavailable', check: 'We couldn’t reach Wise' } as const;

/** What people see of each kind of fault. The rows of `vault/testing/fault-rows.ts` have the variants and deadlines. */
const ROWS: Record<FaultKind, Row> = {
  hold: { fault: { when: 'after' }, ...LATE },
  delay: { fault: { delayMs: 50, jitterMs: 50 }, ...GOOD },
  clock: { fault: { offsetSeconds: -7_200 }, ...GOOD },
  drop: { fault: { when: 'after' }, ...SILENCE },
  'half-close': { fault: { when: 'after' }, ...SILENCE },
  answer: { fault: { status: 500, body: '{"error":"invalid_grant"}' }, ...OUTAGE },
  status: { fault: { status: 503 }, ...OUTAGE },
  'rate-limit': { fault: { retryAfter: '1' }, ...OUTAGE, pauseMs: 1_000 },
  redirect: { fault: { when: 'after' }, ...SILENCE },
  html: { fault: { when: 'after' }, ...SILENCE },
  'wrong-type': { fault: {}, ...SILENCE },
  'malformed-json': { fault: {}, ...SILENCE },
  'mistyped-json': { fault: {}, ...SILENCE },
  'huge-numbers': { fault: {}, ...GOOD },
  'duplicate-keys': { fault: {}, ...SILENCE },
  'cut-body': { fault: {}, ...SILENCE },
  drip: { fault: {}, ...LATE },
  'drip-headers': { fault: {}, ...LATE },
  'endless-body': { fault: { when: 'after' }, ...SILENCE },
  'gzip-bomb': { fault: { when: 'after' }, ...SILENCE },
};

/** Does it while the fault is there; one that never ends is stopped once the request is in it. */
async function under<T>(stack: Stack, endpoint: string, kind: FaultKind, act: () => Promise<T>): Promise<T> {
  const { fault, endless } = ROWS[kind];
  const planted = stack.sandbox.plant({ endpoint, kind, ...fault });
  const done = act();
  if (endless) {
    await until('the request is in the fault', () => planted.waiting === 1);
    stack.sandbox.reset();
  }
  const result = await done;
  expect(planted.remaining, 'the fault was met').toBe(0);
  return result;
}

const seen: Linked[] = [];

test.afterAll(({ stack }) => becomeDue(stack, seen));

for (const kind of FAULT_KINDS) {
  const { check, connect, pauseMs = 0 } = ROWS[kind];
  test(`${kind}: "${check}" on a check, an attempt ends "${connect}", and nobody has to reconnect`, async ({
    stack,
  }) => {
    const connection = await newConnection(stack);
    const { browser } = connection.customer;
    seen.push(connection);
    await nobodyElseIsDue(stack);

    const page = await under(stack, 'token:refresh_token', kind, () => checkNow(stack, connection));
    expect(says(page, check), check).toBe(true);
    const callback = await upToCallback(stack, browser, stack.sandbox.newUser());
    const { outcome } = await under(stack, 'token:authorization_code', kind, () =>
      finishAttempt(browser, callback),
    );
    const answered = performance.now();
    expect(outcome).toBe(connect);
    await expectStillConnected(stack, connection);
    if (connect === 'connected') return;
    const again = await upToCallback(stack, browser, stack.sandbox.newUser());
    expect((await finishAttempt(browser, again)).outcome, 'the next attempt').toBe('connected');
    await until('the pause that Wise asked for is over', () => performance.now() > answered + pauseMs);
  });
}
