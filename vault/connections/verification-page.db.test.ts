import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { newCustomer, newStaff, signIn } from '#vault/testing/attempts';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { askForVerificationPage } from './verification-page';

let harness: Harness;
let vault: VaultContext;
let linked: Linked;
let reviewId: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
});
afterAll(() => harness.close());
beforeEach(async () => {
  linked = await harness.link(vault);
  const owner = { userId: linked.user.id, profileId: linked.user.profileId };
  reviewId = harness.emulator.state.kycReviews.open(owner, Date.now()).id;
  await harness.owner.query(
    `INSERT INTO wise_standings (environment, subject, subject_id, fact, reference, value, occurred_at, sent_at)
     VALUES ('sandbox', 'profile', $1, 'kyc', $2, 'waiting_customer_input', now(), now())`,
    [owner.profileId, reviewId],
  );
});

async function ask({ age = 0, customerId = linked.customerId, by = vault } = {}): Promise<Secret> {
  const token = await signIn(harness, 'customer', customerId, { age });
  return askForVerificationPage(by, { session: { audience: 'customer', token }, connectionId: linked.id });
}
const asked = () => harness.events('api.call').filter(({ path }) => path.includes(reviewId)).length;
async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await harness.owner.query(sql, [linked.id])).rows;
}

it('leads the owner to Wise’s page of the review, and back to the connection; the trail names the review', async () => {
  const page = (await ask()).reveal();
  const token = new URL(page).searchParams.get('token') ?? '';
  expect(await (await fetch(page)).text()).toContain('Verify your profile');
  const end = await fetch(new URL('/embedded-flows/verification/end', page), {
    method: 'POST',
    body: new URLSearchParams({ token, status: 'closed' }),
    redirect: 'manual',
  });
  expect(end.headers.get('location')).toBe(
    `${vault.env.APP_URL}/connections/${linked.id}/verification?status=closed`,
  );
  const trail = await rows(`SELECT action, detail, to_jsonb(e)::text AS text FROM audit_entries e
    WHERE connection_id = $1`);
  expect(trail).toMatchObject([{ action: 'connection.verification_opened', detail: { reviewId } }]);
  expect(trail[0]?.text).not.toContain(token);
  expect(await rows(`SELECT request_id FROM vault.access_records WHERE connection_id = $1`)).toEqual([
    { request_id: reviewId },
  ]);
});

it('is another customer’s, staff’s and an old sign-in’s not to ask for', async () => {
  await expect(ask({ customerId: await newCustomer(harness) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const token = await signIn(harness, 'staff', await newStaff(harness, 'admin'));
  const staff = { session: { audience: 'staff', token } as const, connectionId: linked.id };
  await expect(askForVerificationPage(vault, staff)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(ask({ age: 31 })).rejects.toMatchObject({ code: 'SIGN_IN_TOO_OLD' });
  expect(asked()).toBe(0);
});

it.each([
  ['CONNECTION_FROZEN', `frozen_at = now()`],
  ['CONNECTION_NEEDS_RECONNECT', `status = 'needs_reconnect', reason = 'lost_at_wise'`],
  ['CONNECTION_DISCONNECTED', `status = 'disconnected', reason = 'customer', disconnected_at = now()`],
])('%s: as for any call, and Wise is not asked', async (code, change) => {
  await harness.owner.query(`UPDATE connections SET ${change} WHERE id = $1`, [linked.id]);
  await expect(ask()).rejects.toMatchObject({ code });
  expect(asked()).toBe(0);
});

it('while nothing waits for the customer, here or at Wise, there is no page', async () => {
  const review = harness.emulator.state.kycReviews.find(linked.user.profileId, reviewId);
  if (review !== undefined) review.status = 'PASSED';
  await expect(ask()).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(asked()).toBe(1);
  await harness.owner.query(`UPDATE wise_standings SET value = 'passed' WHERE reference = $1`, [reviewId]);
  await expect(ask()).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(asked()).toBe(1);
  expect(await harness.auditActions(linked)).toEqual([]);
});

it.each([
  ['WISE_TOKEN_REFUSED', 401, '{"error":"invalid_token"}'],
  ['WISE_NOT_ALLOWED', 403, '{"error":"unauthorized"}'],
  ['CONFLICT', 404, '{"error":"not_found"}'],
  ['WISE_UNAVAILABLE', 429, '{}'],
  ['WISE_UNAVAILABLE', 500, '{}'],
])('%s when Wise answers %i: no page, no trail, and the connection stands', async (code, status, body) => {
  const headers = { 'content-type': 'application/json' };
  harness.plant({ endpoint: 'kyc-review:link', kind: 'answer', status, body, headers });
  await expect(ask()).rejects.toMatchObject({ code });
  await expectStillConnected(harness, linked);
});

it('a page that is not of Wise’s own origins goes to no browser', async () => {
  const by = harness.vault({
    deadlines: UNHURRIED,
    env: { WISE_SANDBOX_HOSTED_PAGE_ORIGINS: 'https://wise-sandbox.com' },
  });
  await expect(ask({ by })).rejects.toMatchObject({ code: 'CONFIGURATION_WRONG' });
  expect(await harness.auditActions(linked)).toEqual([]);
});
