import { expect, test } from './support/fixtures';
import { askForSession, backAtShop, comeBack, confirm, goToWiseFrom } from './support/partner-sessions';

test('a session that came back with a consent goes to Wise no more: its address leads on to the partner, and the consent is good', async ({
  open,
  stack,
}) => {
  const user = stack.sandbox.newUser();
  const session = await askForSession(stack, 'connect', { external_id: `again-${crypto.randomUUID()}` });
  const page = await open();
  await goToWiseFrom(page, session, stack);
  const first = await comeBack(page, user, stack);
  expect(first.get('status')).toBe('pending');
  await page.goto(session.url);
  await page.getByRole('button', { name: 'Continue to Wise' }).click();
  const second = await backAtShop(page, stack);
  expect(second.get('status')).toBe('pending');
  expect(second.get('completion_code')).not.toBe(first.get('completion_code'));
  const { status } = await confirm(stack, session, second.get('completion_code'), session.externalId);
  expect(status).toBe(200);
  expect(stack.sandbox.issuedTo(user)).toHaveLength(1);
});
