import { randomBytes } from 'node:crypto';
import type { WiseUser } from 'wise-emulator';
import { Browser, formTo } from '#test/browser/http-browser';
import { connect } from './flows';
import { COOKIES, type Customer, type StaffMember, signIn } from './people';
import { ROLES, type Role } from './route-table';
import type { Stack } from './stack';

/** A connection that people of every role ask for, and the attempt it came from. */
export type Subject = {
  connectionId: string;
  attemptId: string;
  user: WiseUser;
  /** A customer who has nothing yet, for what is done with a whole customer. */
  customerId: string;
};

/** One person of each role, signed in, and what they ask for. */
export type Personas = {
  people: Readonly<Record<Exclude<Role, 'anonymous'>, Customer | StaffMember>>;
  /** Makes the owner another connection, for an act that uses one up. */
  newSubject(): Promise<Subject>;
  /** A browser in which this role has just signed in. */
  browserOf(role: Role): Promise<Browser>;
};

export const audienceOf = (role: Role): 'customer' | 'staff' =>
  role === 'owner' || role === 'stranger' ? 'customer' : 'staff';

export async function newPersonas(stack: Stack): Promise<Personas> {
  const people = {
    owner: await stack.customer('Orla Owner'),
    stranger: await stack.customer('Sten Stranger'),
    viewer: await stack.staff('viewer'),
    support: await stack.staff('support'),
    operator: await stack.staff('operator'),
    admin: await stack.staff('admin'),
  };
  return {
    people,
    newSubject: async () => {
      const user = stack.sandbox.newUser();
      const { id, browser } = people.owner;
      // "Sign out everywhere" has ended the session of this browser too
      await signIn(stack.database, 'customer', id, browser, stack.appUrl);
      const connectionId = await connect(stack, browser, user);
      const { attempt_id } = await stack.database.one(
        'SELECT attempt_id FROM exchanges WHERE connection_id = $1',
        [connectionId],
      );
      const [customer] = await stack.database.owner(
        `INSERT INTO customers (name, email) VALUES ('Nina New', 'nina@customers.example') RETURNING id`,
      );
      return {
        connectionId,
        attemptId: String(attempt_id),
        user,
        customerId: String(customer?.id),
      };
    },
    browserOf: async (role) => {
      const browser = new Browser();
      if (role === 'anonymous') return browser;
      await signIn(stack.database, audienceOf(role), people[role].id, browser, stack.appUrl);
      return browser;
    },
  };
}

/** The session token that this role's browser holds. */
export function sessionOf(stack: Stack, role: Role, browser: Browser) {
  const audience = audienceOf(role);
  const token = browser.cookie(stack.appUrl, COOKIES[audience]);
  return token === undefined ? undefined : { audience, token };
}

/** The form token of the person's own session, as their own pages carry it; anything for somebody without a session. */
export async function csrfOf(stack: Stack, role: Role, browser: Browser): Promise<string> {
  if (role === 'anonymous') return 'none';
  // short pages: the lists grow with each test
  const [page, signOut] =
    audienceOf(role) === 'customer' ? ['/your-data', '/sign-out'] : ['/staff/account', '/staff/sign-out'];
  return formTo(await browser.get(stack.appUrl + page), signOut).fields.csrf ?? '';
}

/** The address of a pattern for this subject; where a part may be anything, it is something that exists. */
export function addressOf(pattern: string, { connectionId, attemptId, customerId }: Subject): string {
  return pattern
    .replace('[environment]', 'sandbox')
    .replace('/attempts/[id]', `/attempts/${attemptId}`)
    .replace(/\/customers\/(?:\[id\]|:id)/, `/customers/${customerId}`)
    .replace(/\[id\]|:id/, connectionId)
    .replace('[...nextauth]', 'callback/staff-oidc')
    .replace('[...rest]', 'nothing-is-called-so');
}

/** A new address that no link was mailed to yet. */
export const newAddress = () => `${randomBytes(8).toString('hex')}@customers.example`;

/** What an act of theirs would change, to be compared before and after. */
export async function stateOf(
  stack: Stack,
  personas: Personas,
  { connectionId, user }: Subject,
  address: string,
): Promise<unknown> {
  const ids = ROLES.flatMap((role) => (role === 'anonymous' ? [] : [personas.people[role].id]));
  const [row] = await stack.database.owner(
    `SELECT (SELECT status::text FROM connections WHERE id = $1) AS status,
            (SELECT frozen_at::text FROM connections WHERE id = $1) AS frozen,
            (SELECT count(*)::int FROM connection_notes WHERE connection_id = $1) AS notes,
            (SELECT count(*)::int FROM audit_entries WHERE action = 'connections.exported') AS exports,
            (SELECT count(*)::int FROM notices WHERE connection_id = $1) AS notices,
            (SELECT coalesce(f.owner_staff_id::text, '') || coalesce(f.snoozed_until::text, '')
               FROM connections c LEFT JOIN connection_follow_up f ON f.connection_id = c.id WHERE c.id = $1) AS follow_up,
            (SELECT count(*)::int FROM connections WHERE customer_id = ANY ($2::uuid[])) AS connections,
            (SELECT count(*)::int FROM connect_attempts WHERE customer_id = ANY ($2::uuid[])) AS attempts,
            (SELECT count(*)::int FROM customer_sessions WHERE customer_id = ANY ($2::uuid[])) AS customer_sessions,
            (SELECT count(*)::int FROM staff_sessions WHERE staff_id = ANY ($2::uuid[])) AS staff_sessions,
            (SELECT count(*)::int FROM customers WHERE email = $3) AS people,
            (SELECT count(*)::int FROM customer_verification_tokens WHERE identifier = $3) AS customer_links,
            (SELECT count(*)::int FROM staff_verification_tokens WHERE identifier = $3) AS staff_links`,
    [connectionId, ids, address],
  );
  return { ...row, refreshes: stack.sandbox.refreshCallsOf(user).length };
}
