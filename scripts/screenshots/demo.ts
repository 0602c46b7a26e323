import type { WiseUser } from 'wise-emulator';
import { formTo, linksOf } from '#test/browser/http-browser';
import { attemptThatIs } from '../../e2e/browser/support/screen-rows';
import type { Screen } from '../../e2e/browser/support/screens';
import { connectionOf, disconnect, finishAttempt, giveAccess } from '../../e2e/harness/flows';
import type { Customer } from '../../e2e/harness/people';
import type { Stack } from '../../e2e/harness/stack';
import { until } from '../../e2e/harness/until';

/** A screen whose name is the picture's file name. */
export type Shot = Screen;

/** A customer and the Wise profile that they connect. */
type Member = {
  customer: Customer;
  user: WiseUser;
  profile: { name: string; type: 'personal' | 'business' };
};
type Connected = Member & { id: string; attemptPath: string };

const WISE = 'https://wise.com';

/** Connects for real. The web leads to Wise's own address, as in a deployment; there the emulator stands in for it. */
async function connect(stack: Stack, member: Member): Promise<Connected> {
  const { browser } = member.customer;
  const form = formTo(await browser.get(`${stack.appUrl}/dashboard`), '/connect/production/start');
  const links = linksOf(await browser.post(form.action, form.fields));
  const authorise = links.find((link) => link.startsWith(`${WISE}/oauth/authorize`));
  if (authorise === undefined) throw new Error(`no way to Wise among ${links.join(' ')}`);
  const atEmulator = authorise.replace(WISE, stack.production.url);
  const callback = await giveAccess(stack.production, atEmulator, member.user);
  const { outcome, attemptUrl } = await finishAttempt(browser, callback);
  if (outcome !== 'connected') throw new Error(`the attempt ended "${outcome}"`);
  const id = await connectionOf(stack, attemptUrl);
  await stack.database.owner(
    'UPDATE connections SET profile_name = $2, profile_type = $3::profile_type WHERE id = $1',
    [id, member.profile.name, member.profile.type],
  );
  return { ...member, id, attemptPath: new URL(attemptUrl).pathname };
}

/** Presses "Check now", as the customer. */
async function check(stack: Stack, { customer, id }: Connected): Promise<void> {
  const page = await customer.browser.get(`${stack.appUrl}/connections/${id}`);
  const form = formTo(page, `/connections/${id}/check`);
  await customer.browser.post(form.action, form.fields);
}

/** The customer removes the app at Wise, and a check finds out. */
async function loseAtWise(stack: Stack, connected: Connected): Promise<void> {
  stack.production.removeApp(connected.user);
  await check(stack, connected);
}

async function end(stack: Stack, { customer, id }: Connected): Promise<void> {
  await disconnect(stack, customer.browser, id);
  await until('the receipt is written', async () => {
    const row = await stack.database.one('SELECT end_result FROM connections WHERE id = $1', [id]);
    return row.end_result === 'cancelled';
  });
}

/**
 * Lets so much time pass: what has happened moves back by it, so that the pictures tell one story whose times fit.
 * Only what a screen shows is moved; tokens and leases stay as they are. A superuser's session passes by the triggers
 * that keep the audit trail and what is final from being changed.
 */
async function passes(stack: Stack, time: string): Promise<void> {
  const back = (columns: readonly string[]) =>
    columns.map((column) => `${column} = ${column} - interval '${time}'`).join(', ');
  await stack.database.superuser(
    `BEGIN;
     SET LOCAL session_replication_role = replica;
     UPDATE public.connections SET ${back(CONNECTION_TIMES)};
     UPDATE public.audit_entries SET ${back(['at'])};
     COMMIT`,
  );
}

const CONNECTION_TIMES = [
  'created_at',
  'connected_at',
  'status_changed_at',
  'last_checked_at',
  'check_again_at',
  'disconnected_at',
  'ended_at',
  'token_may_work_until',
];

/** The bank's systems used the connection since it was made: most by day, fewer at weekends, and a batch each night. */
async function use(stack: Stack, connectionId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO vault.api_keys (id, name, hash) VALUES ('5d1c0b9a7e3f2468', 'Payments back end', sha256('p')),
       ('9e2f4a6c8b0d1357', 'Nightly statements', sha256('n')) ON CONFLICT DO NOTHING`,
  );
  await stack.database.owner(
    `INSERT INTO vault.access_records (at, connection_id, api_key_id, version, purpose, request_id)
     SELECT at, $1, key, 1, CASE WHEN key = '9e2f4a6c8b0d1357' THEN 'call' ELSE 'token' END, 'demo' FROM (
       SELECT now() - d * interval '1 day' - u * interval '37 minutes' AS at, '5d1c0b9a7e3f2468' AS key
       FROM generate_series(0, 29) AS d,
         generate_series(0, CASE WHEN extract(isodow FROM now() - d * interval '1 day') > 5 THEN 2 ELSE 11 - d % 4 END) AS u
       UNION ALL SELECT date_trunc('day', now()) - d * interval '1 day' + interval '2 hours 4 minutes', '9e2f4a6c8b0d1357'
       FROM generate_series(0, 29) AS d) AS uses
     WHERE at BETWEEN (SELECT connected_at FROM connections WHERE id = $1) AND now()`,
    [connectionId],
  );
}

/** A customer as the partner's own sign-in knows them. */
async function person(stack: Stack, name: string, email: string, subject: string): Promise<Customer> {
  const customer = await stack.customer(name);
  await stack.database.owner('UPDATE customers SET email = $2 WHERE id = $1', [customer.id, email]);
  await stack.database.owner(
    `UPDATE customer_accounts SET issuer = 'https://login.bank.example', subject = $2 WHERE customer_id = $1`,
    [customer.id, subject],
  );
  return { ...customer, email };
}

/** The story that the pictures show, told from its beginning four months ago until now; all of it at times of day near now. */
async function live(stack: Stack) {
  const member = (customer: Customer, name: string, type: 'personal' | 'business' = 'personal'): Member => ({
    customer,
    user: stack.production.newUser(),
    profile: { name, type },
  });
  const people = {
    maria: await person(stack, 'Maria Keller', 'maria.keller@mail.example', 'cust-20481734'),
    ines: await person(stack, 'Inês Carvalho', 'ines@carvalho.example', 'cust-20533018'),
    soren: await person(stack, 'Søren Holm', 'soren@holm.example', 'cust-20540967'),
    li: await person(stack, 'Li Na', 'li.na@mail.example', 'cust-20561205'),
    amara: await person(stack, 'Amara Okafor', 'amara@okafor.example', 'cust-20577742'),
    jonas: await person(stack, 'Jonas Weber', 'jonas.weber@mail.example', 'cust-20580311'),
    tom: await person(stack, 'Tom Ashby', 'tom.ashby@mail.example', 'cust-20581906'),
  };
  const first = await connect(stack, member(people.maria, 'Maria Keller'));
  await passes(stack, '41 days 17 minutes');
  await loseAtWise(stack, first);
  await passes(stack, '3 hours 26 minutes');
  const maria = await connect(stack, first);
  await passes(stack, '30 days -2 hours -8 minutes');
  const ines = await connect(stack, member(people.ines, 'Inês Carvalho'));
  await passes(stack, '17 days 1 hour 49 minutes');
  const soren = await connect(stack, member(people.soren, 'Holm & Datter ApS', 'business'));
  await passes(stack, '14 days -1 hour -31 minutes');
  const li = await connect(stack, member(people.li, 'Li Na'));
  await passes(stack, '5 days -2 hours 3 minutes');
  const ceramics = await connect(stack, member(people.maria, 'Keller Ceramics Ltd', 'business'));
  await passes(stack, '3 days 1 hour 40 minutes');
  const amara = await connect(stack, member(people.amara, 'Okafor Design Ltd', 'business'));
  await passes(stack, '7 days -1 hour -12 minutes');
  for (const each of [li, ines, soren, ceramics, maria]) {
    await check(stack, each);
    await passes(stack, '17 minutes');
  }
  await loseAtWise(stack, amara);
  await passes(stack, '21 minutes');
  await end(stack, li);
  await passes(stack, '9 minutes');
  const jonas = await connect(stack, member(people.jonas, 'Jonas Weber'));
  await passes(stack, '26 minutes');
  for (const each of [maria, ceramics, jonas]) await use(stack, each.id);
  // the list says what was counted, which the vault does once a minute
  await until('the uses are counted', async () => {
    await stack.database.owner('SELECT vault.roll_up_access(100000)');
    const { used } = await stack.database.one(
      'SELECT count(*) AS used FROM connection_last_use WHERE used_at > $1',
      [new Date(0)],
    );
    return used === '3';
  });
  return { people, maria, li, jonas };
}

/** The screens of the README, with people who could be real. */
export async function demoScreens(stack: Stack): Promise<Shot[]> {
  const { people, maria, li, jonas } = await live(stack);
  const operator = await stack.staff('operator');
  await stack.database.owner(
    `UPDATE staff SET name = 'Olga Petrov', email = 'olga.petrov@bank.example' WHERE id = $1`,
    [operator.id],
  );
  const outcomes: Shot[] = [];
  for (const outcome of ['denied', 'replaced'] as const) {
    const attempt = await attemptThatIs(stack, people.tom, outcome);
    const path = `/connect/production/attempts/${attempt}`;
    outcomes.push({ name: `outcome-${outcome}`, as: people.tom, path });
  }
  const raise = () =>
    stack.database.owner(
      `INSERT INTO alarms (code, environment) VALUES ('wise_client_refused', 'production')`,
    );
  // the trail was changed, as above, and the vault sees it: the pictures are of a day without a breach
  await stack.database.superuser(
    `CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER no_breach BEFORE INSERT ON public.alarms FOR EACH ROW
       WHEN (NEW.code = 'audit_chain_broken') EXECUTE FUNCTION leave_out();
     DELETE FROM public.alarms WHERE code = 'audit_chain_broken'`,
  );
  // time has passed without triggers: the days are counted anew from the connections
  await stack.database.owner('SELECT vault.begin_connection_days()');
  return [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'dashboard-empty', as: people.tom, path: '/dashboard' },
    { name: 'dashboard-connected', as: people.maria, path: '/dashboard' },
    { name: 'connection', as: people.maria, path: `/connections/${maria.id}` },
    { name: 'receipt', as: people.li, path: `/connections/${li.id}` },
    { name: 'outcome-connected', as: people.jonas, path: jonas.attemptPath },
    ...outcomes,
    { name: 'staff-list', as: operator, path: '/staff/connections' },
    { name: 'staff-detail', as: operator, path: `/staff/connections/${maria.id}` },
    {
      name: 'staff-alarm',
      as: operator,
      path: '/staff/connections',
      act: async (page) => {
        const open = await stack.database.owner('SELECT id FROM alarms WHERE cleared_at IS NULL');
        if (open.length === 0) await raise();
        await page.reload();
      },
    },
  ];
}
