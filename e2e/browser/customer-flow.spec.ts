import { expect, test } from './support/fixtures';
import { connectsTwoProfiles, disconnects, losesItAtWise, reconnects } from './support/flow-steps';
import { signInByMail } from './support/sign-in';

/** The customer's half: two profiles connected, one lost at Wise and reconnected, one disconnected. */
test('a customer connects a personal and a business profile, loses one at Wise, reconnects it under the same id, and disconnects with a receipt', async ({
  open,
  stack,
  authProviders,
}) => {
  const page = await open();
  await signInByMail(page, authProviders.mailbox, `ada-${Date.now()}@customers.example`);
  const ada = stack.sandbox.demoUser('Ada Personal');
  await connectsTwoProfiles(page, stack.sandbox, ada, stack.sandbox.demoUser('Ben Business'));
  const id = await losesItAtWise(page, stack.sandbox, ada);
  await reconnects(page, stack.sandbox, ada, id);
  const { token = '' } = await stack.partner.vend(id);
  expect(stack.sandbox.accepts(token)).toBe(true);
  await disconnects(page, ada);
  const [connection] = await stack.database.owner(
    'SELECT status, end_result FROM connections WHERE id = $1',
    [id],
  );
  expect(connection).toEqual({ status: 'disconnected', end_result: 'cancelled' });
  expect(stack.sandbox.accepts(token), 'the token that was issued is dead at Wise').toBe(false);
});
