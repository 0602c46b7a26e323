import { type Answer, formTo } from '#test/browser/http-browser';
import { connect } from './flows';
import type { Linked } from './invariants';
import type { Customer } from './people';
import type { Stack } from './stack';
import { until } from './until';

/** A customer who has connected one Wise profile. */
export type Connected = Linked & { customer: Customer };

export async function newConnection(stack: Stack): Promise<Connected> {
  const customer = await stack.customer('Carla Connected');
  const user = stack.sandbox.newUser();
  return { customer, user, id: await connect(stack, customer.browser, user) };
}

/** "Check now"; returns the connection's page as it is afterwards. */
export async function checkNow(
  stack: Stack,
  { customer: { browser }, id }: Pick<Connected, 'customer' | 'id'>,
): Promise<Answer> {
  const form = formTo(await browser.get(`${stack.appUrl}/connections/${id}`), `/connections/${id}/check`);
  const { location = '' } = await browser.post(form.action, form.fields);
  const answer = await browser.get(location);
  // a word of what it came to is taken off the address first (web/http/flash.ts)
  return answer.location === undefined ? answer : browser.get(answer.location);
}

/** From here on the vaults refresh nothing by themselves: nobody else's refresh meets a fault that a test plants. */
export async function nobodyElseIsDue(stack: Stack): Promise<void> {
  await stack.database.owner("UPDATE vault.grants SET next_refresh_at = now() + interval '1 day'");
  await until('no refresh is under way', async () => {
    const rows = await stack.database.owner(
      "SELECT 1 FROM vault.grants WHERE state IN ('refreshing', 'ending') AND connection_id IS NOT NULL",
    );
    return rows.length === 0;
  });
}

/** The vaults go on with them by themselves. */
export async function becomeDue(stack: Stack, connections: readonly Linked[]): Promise<void> {
  const ids = connections.map(({ id }) => id);
  await stack.database.owner(
    'UPDATE vault.grants SET next_refresh_at = now() - make_interval(secs => 1) WHERE connection_id = ANY ($1)',
    [ids],
  );
}
