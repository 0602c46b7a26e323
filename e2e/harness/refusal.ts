import { expect } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import type { Answer, Browser } from '#test/browser/http-browser';
import { outcomeOf, upToCallback } from './flows';
import type { Customer } from './people';
import type { Stack } from './stack';

/** An attempt that is one click away from being connected: Wise gave access, the callback was not opened yet. */
export type Ready = { customer: Customer; user: WiseUser; callback: URL; code: string; state: string };

export async function ready(stack: Stack): Promise<Ready> {
  const customer = await stack.customer('Alice Attempt');
  const user = stack.sandbox.newUser();
  const callback = new URL(await upToCallback(stack, customer.browser, user));
  return { customer, user, callback, ...partsOf(callback) };
}

export function partsOf(callback: URL): { code: string; state: string } {
  const { code = '', state = '' } = Object.fromEntries(callback.searchParams);
  return { code, state };
}

// not every token request: the vault asks for application tokens by itself, and refreshes
const codesSent = ({ sandbox, production }: Stack) =>
  [sandbox, production].map(
    (wise) =>
      wise.events('token.request').filter(({ grantType }) => grantType === 'authorization_code').length,
  );

/** Opens an address that must connect nobody; returns the page it ends on. */
export async function refuse(
  stack: Stack,
  browser: Browser,
  callback: string,
  code: string,
): Promise<Answer> {
  const calls = codesSent(stack);
  const answer = await browser.get(callback);
  expect(answer.headers['cache-control'], callback).toContain('no-store');
  expect(answer.headers['referrer-policy'], callback).toBe('no-referrer');
  expect(answer.status, `${callback} answers ${answer.text.slice(0, 300)}`).toBe(303);
  const next = new URL(answer.location ?? '');
  expect(next.origin).toBe(stack.appUrl);
  expect(next.search).toBe('');
  const page = await browser.get(next.toString());
  expect(outcomeOf(page), page.text.slice(0, 300)).toMatch(
    /^(not_yours|expired|interrupted|wise_error|denied)$/,
  );
  expect(page.text).not.toContain(code);
  const after = codesSent(stack);
  expect(after, 'no code was sent to Wise').toEqual(calls);
  return page;
}

export async function expectNothingConnected(stack: Stack, ...customers: Customer[]): Promise<void> {
  const rows = await stack.database.owner('SELECT id FROM connections WHERE customer_id = ANY ($1::uuid[])', [
    customers.map(({ id }) => id),
  ]);
  expect(rows).toEqual([]);
}
