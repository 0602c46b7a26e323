import { expect, type Page } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import { linkIn } from '#test/mailbox';
import { challengeFor } from '../../harness/challenge';
import { connect } from '../../harness/flows';
import type { Stack } from '../../harness/stack';
import { giveAccess } from './acts';
import type { Open } from './fixtures';
import { type Asked, askForSession, backAtShop, comeBack, confirm, goToWiseFrom } from './partner-sessions';

// What the first browser does with each kind of link, for whom it is meant (forwarded-links.spec.ts).

/** The first browsers of a test, and where its messages arrive. */
export type First = { stack: Stack; open: Open; mailed: (to: string, subject: RegExp) => Promise<string> };
export type Story = {
  url: string;
  /** The first browser goes to Wise, and then to the end. */
  leave: () => Promise<unknown>;
  finish: () => Promise<unknown>;
  /** Of the one whom the link is for: on no page of another browser. */
  secrets: readonly string[];
};

export const OWNER = { name: 'Oona Ownerly', email: 'oona.ownerly@customers.example' };
let count = 0;
export const owner = () => {
  count += 1;
  return { external_id: `oona-${process.pid}-${Date.now()}-${count}`, ...OWNER };
};

export async function connectStory({ stack, open }: First): Promise<Story> {
  const user = stack.sandbox.newUser();
  const session = await askForSession(stack, 'connect', owner());
  const page = await open();
  return {
    url: session.url,
    leave: () => goToWiseFrom(page, session, stack),
    finish: () => connects(stack, page, session, user),
    secrets: [OWNER.name, OWNER.email, session.externalId, user.profiles[0]?.fullName ?? ''],
  };
}

export async function connects(stack: Stack, page: Page, session: Asked, user: WiseUser) {
  const told = await comeBack(page, user, stack);
  const { status, body } = await confirm(stack, session, told.get('completion_code'), session.externalId);
  expect(status, JSON.stringify(body)).toBe(200);
  return String(body.connection_id);
}

export async function reconnectStory(first: First): Promise<Story> {
  const { stack, open } = first;
  const customer = owner();
  const user = stack.sandbox.newUser();
  const made = await askForSession(stack, 'connect', customer);
  const page = await open();
  await goToWiseFrom(page, made, stack);
  const connectionId = await connects(stack, page, made, user);
  const session = await askForSession(stack, 'connect', customer, { connection_id: connectionId });
  return {
    url: session.url,
    leave: () => goToWiseFrom(page, session, stack),
    finish: async () => expect(await connects(stack, page, session, user)).toBe(connectionId),
    secrets: [OWNER.name, OWNER.email, connectionId, session.externalId, user.profiles[0]?.fullName ?? ''],
  };
}

export async function portalStory({ stack, open }: First, isSecondAddress: boolean): Promise<Story> {
  const session = await askForSession(stack, 'portal', owner());
  const page = await open();
  let url = session.url;
  let told = new URLSearchParams();
  return {
    get url() {
      return isSecondAddress ? `${stack.appUrl}/session/open?session=${session.id}` : url;
    },
    leave: async () => {
      await page.goto(session.url);
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      told = await backAtShop(page, stack);
      if (!isSecondAddress) return;
      const { body } = await confirm(stack, session, told.get('completion_code'), session.externalId);
      url = String(body.url);
    },
    finish: async () => {
      if (!isSecondAddress) {
        const { body } = await confirm(stack, session, told.get('completion_code'), session.externalId);
        url = String(body.url);
      }
      await page.goto(url);
      await expect(page.getByRole('banner')).toContainText(OWNER.name);
      url = session.url;
    },
    secrets: [OWNER.name, OWNER.email, session.externalId],
  };
}

export async function mailedReconnectStory({ stack, open, mailed }: First): Promise<Story> {
  const customer = await stack.customer(OWNER.name);
  const user = stack.sandbox.newUser();
  const id = await connect(stack, customer.browser, user);
  const staff = await open({ as: await stack.staff('support') });
  await staff.goto(`/staff/connections/${id}`);
  await staff.getByRole('button', { name: 'Send a reconnect link' }).click();
  const text = await mailed(customer.email, /asks you to reconnect/);
  const url = /^Reconnect here: (\S+)$/m.exec(text)?.[1] ?? '';
  const page = await open({ as: customer });
  return {
    url,
    leave: async () => {
      await page.goto(url);
      await page.getByRole('button', { name: 'Continue to Wise' }).click();
      await page.waitForURL(`${stack.sandbox.url}/**`);
    },
    finish: async () => {
      await giveAccess(page, user);
      await page.waitForURL('**/attempts/**');
    },
    secrets: [OWNER.name, customer.email, id, user.profiles[0]?.fullName ?? ''],
  };
}

export async function approvalStory({ stack, open }: First): Promise<Story> {
  const customer = await stack.customer(OWNER.name);
  const user = stack.sandbox.newUser();
  const id = await connect(stack, customer.browser, user);
  const { challengeId } = await challengeFor(stack, id);
  const page = await open({ as: customer, javaScriptEnabled: false });
  const url = `${stack.appUrl}/approve/${challengeId}`;
  let wise: Page;
  return {
    url,
    leave: async () => {
      await page.goto(url);
      const tab = page.context().waitForEvent('page');
      await page.getByRole('button', { name: 'Continue to Wise' }).click();
      wise = await tab;
      await wise.getByRole('button', { name: /^Continue to / }).click();
      await expect(wise.getByLabel('Code from your phone')).toBeVisible();
    },
    finish: async () => {
      await wise.getByLabel('Code from your phone').fill('111111');
      await wise.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('link', { name: 'I’ve approved it' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approved');
    },
    secrets: [OWNER.name, customer.email, id, user.profiles[0]?.fullName ?? '', 'balance statement'],
  };
}

export async function signInStory({ open, mailed }: First): Promise<Story> {
  const address = `oona-${process.pid}-${Date.now()}@customers.example`;
  const page = await open();
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill(address);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
  const url = linkIn(await mailed(address, /sign-in link/));
  return {
    url,
    leave: () => page.goto(url),
    finish: async () => {
      await page.getByRole('button', { name: `Sign in as ${address}` }).click();
      await page.waitForURL('**/dashboard');
    },
    secrets: [address],
  };
}

/** Of a message that only names a page of ours; there is nothing in it to use up. */
export const pageStory =
  (path: string) =>
  async ({ stack }: First): Promise<Story> => ({
    url: stack.appUrl + path,
    leave: async () => undefined,
    finish: async () => undefined,
    secrets: [OWNER.name],
  });
