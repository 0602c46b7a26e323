import { attemptThatIs, type Screen } from '../../e2e/browser/support/screens';
import type { Customer } from '../../e2e/harness/people';
import type { Stack } from '../../e2e/harness/stack';
import { connect } from '../../e2e/harness/story';

/** A screen whose name is the picture's file name. */
export type Shot = Screen;

type Made = { customer: Customer; id: string };
type Profile = { name: string; type: 'personal' | 'business'; daysAgo: number };

/** Connects for real, then gives the connection the name and the age of a believable one. */
async function add(stack: Stack, customer: Customer, profile: Profile): Promise<Made> {
  const user = stack.production.newUser();
  const id = await connect(stack, customer.browser, user, { environment: 'production' });
  await stack.database.owner(
    `UPDATE connections SET profile_name = $2, profile_type = $3::profile_type,
       created_at = now() - $4 * interval '1 day', connected_at = now() - $4 * interval '1 day',
       last_checked_at = now() - interval '47 minutes', last_check = 'healthy' WHERE id = $1`,
    [id, profile.name, profile.type, profile.daysAgo],
  );
  return { customer, id };
}

async function person(stack: Stack, name: string, email: string): Promise<Customer> {
  const customer = await stack.customer(name);
  await stack.database.owner('UPDATE customers SET email = $2 WHERE id = $1', [customer.id, email]);
  return { ...customer, email };
}

const OTHERS: [name: string, email: string, profile: Profile][] = [
  ['Jonas Weber', 'jonas.weber@mail.example', { name: 'Jonas Weber', type: 'personal', daysAgo: 2 }],
  ['Amara Okafor', 'amara@okafor.example', { name: 'Okafor Design Ltd', type: 'business', daysAgo: 9 }],
  ['Li Na', 'li.na@mail.example', { name: 'Li Na', type: 'personal', daysAgo: 16 }],
  ['Søren Holm', 'soren@holm.example', { name: 'Holm & Datter ApS', type: 'business', daysAgo: 31 }],
  ['Inês Carvalho', 'ines@carvalho.example', { name: 'Inês Carvalho', type: 'personal', daysAgo: 48 }],
];

const lose = (stack: Stack, id: string) =>
  stack.database.owner(
    `UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise', last_check = 'needs_reconnect' WHERE id = $1`,
    [id],
  );

const end = (stack: Stack, id: string) =>
  stack.database.owner(
    `UPDATE connections SET status = 'disconnected', reason = 'customer', disconnected_at = now() - interval '3 minutes',
       end_result = 'cancelled', ended_at = now() - interval '3 minutes' WHERE id = $1`,
    [id],
  );

/** The screens of the README, with people who could be real. */
export async function demoScreens(stack: Stack): Promise<Shot[]> {
  const maria = await person(stack, 'Maria Keller', 'maria.keller@mail.example');
  const { id } = await add(stack, maria, { name: 'Maria Keller', type: 'personal', daysAgo: 120 });
  await add(stack, maria, { name: 'Keller Ceramics Ltd', type: 'business', daysAgo: 12 });
  const others: Made[] = [];
  for (const [name, email, profile] of OTHERS) {
    others.push(await add(stack, await person(stack, name, email), profile));
  }
  const [jonas, amara, li] = others;
  if (jonas === undefined || amara === undefined || li === undefined) throw new Error('nobody');
  await lose(stack, amara.id);
  await end(stack, li.id);
  const fresh = await person(stack, 'Tom Ashby', 'tom.ashby@mail.example');
  const operator = await stack.staff('operator');
  await stack.database.owner(
    `UPDATE staff SET name = 'Olga Petrov', email = 'olga.petrov@bank.example' WHERE id = $1`,
    [operator.id],
  );
  const outcomes: Shot[] = [];
  for (const outcome of ['connected', 'denied', 'replaced'] as const) {
    const attempt = await attemptThatIs(
      stack,
      jonas.customer,
      outcome,
      outcome === 'connected' ? jonas.id : null,
    );
    outcomes.push({
      name: `outcome-${outcome}`,
      as: jonas.customer,
      path: `/connect/production/attempts/${attempt}`,
    });
  }
  const raise = () =>
    stack.database.owner(
      `INSERT INTO alarms (code, environment) VALUES ('wise_client_refused', 'production')`,
    );
  return [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'dashboard-empty', as: fresh, path: '/dashboard' },
    { name: 'dashboard-connected', as: maria, path: '/dashboard' },
    { name: 'connection', as: maria, path: `/connections/${id}` },
    { name: 'receipt', as: li.customer, path: `/connections/${li.id}` },
    ...outcomes,
    { name: 'staff-list', as: operator, path: '/staff' },
    { name: 'staff-detail', as: operator, path: `/staff/connections/${id}` },
    {
      name: 'staff-alarm',
      as: operator,
      path: '/staff',
      act: async (page) => {
        const open = await stack.database.owner('SELECT id FROM alarms WHERE cleared_at IS NULL');
        if (open.length === 0) await raise();
        await page.reload();
      },
    },
  ];
}
