import { expect, type Page } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import type { Stack } from '../../harness/stack';
import { until } from '../../harness/until';
import { giveAccess } from './acts';

/** A session that the partner's back end asked for, and the address that goes to a browser. */
export type Asked = { id: string; url: string; kind: 'connect' | 'portal'; externalId: string };

type More = { connection_id?: string; display?: 'popup'; return_url?: string };

/** The partner's back end asks for a session of one of its customers. */
export async function askForSession(
  { partner, shop }: Stack,
  kind: Asked['kind'],
  customer: { external_id: string; name?: string; email?: string },
  more: More = {},
): Promise<Asked> {
  const consent = { environment: 'sandbox', authenticated_at: new Date().toISOString() };
  const { status, body } = await partner.post(`/v1/${kind}-sessions`, {
    customer,
    return_url: shop.returnUrl,
    ...(kind === 'connect' ? consent : {}),
    ...more,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return { id: String(body.id), url: String(body.url), kind, externalId: customer.external_id };
}

/** The back end says who is signed in in the browser that brought the code. */
export async function confirm(
  { partner }: Stack,
  { id, kind }: Asked,
  code: string | null,
  externalId: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return partner.post(`/v1/${kind}-sessions/${id}/complete`, {
    completion_code: code,
    external_id: externalId,
  });
}

/** What the browser brings to the partner's return address. */
export async function backAtShop(page: Page, { shop }: Stack): Promise<URLSearchParams> {
  await page.waitForURL(`${shop.returnUrl}**`);
  return new URL(page.url()).searchParams;
}

/** Presses the button of a connect session's address; stands then at Wise. */
export async function goToWiseFrom(page: Page, { url }: Asked, stack: Stack): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Continue to Wise' }).click();
  await page.waitForURL(`${stack.sandbox.url}/**`);
}

/** Says yes at Wise; stands then at the partner's return address, with what it is told. */
export async function comeBack(page: Page, user: WiseUser, stack: Stack): Promise<URLSearchParams> {
  await giveAccess(page, user);
  return backAtShop(page, stack);
}

/**
 * What Wise gave to this session is ended, by the emulator's own list: each token that was issued before the last refresh
 * is dead, and what that last refresh answered, as Wise has no revoke (W6), is kept nowhere.
 */
export async function expectNoLiveGrant(stack: Stack, { id }: Asked, user: WiseUser): Promise<void> {
  await until('what Wise gave is ended and erased', async () => {
    const kept = await stack.database.owner(
      'SELECT 1 FROM vault.grants g JOIN exchanges e USING (attempt_id) WHERE e.session_id = $1',
      [id],
    );
    return kept.length === 0;
  });
  const issued = stack.sandbox.issuedTo(user).map(({ accessToken }) => accessToken);
  expect(issued, 'the consent, and the refresh that ended it').toHaveLength(2);
  expect(stack.sandbox.accepts(issued[0] ?? '')).toBe(false);
  const made = await stack.database.owner('SELECT 1 FROM connections WHERE wise_user_id = $1', [user.id]);
  expect(made).toEqual([]);
}
