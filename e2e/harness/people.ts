import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Browser } from '#test/browser/http-browser';
import type { OutsideDatabase } from './database';

export type StaffRole = 'viewer' | 'support' | 'operator' | 'admin';
export type Customer = { id: string; name: string; email: string; subject: string; browser: Browser };
export type StaffMember = { id: string; email: string; role: StaffRole; browser: Browser };

/** The cookie names of a deployment on plain http (web/http/cookies.ts): no `__Host-` prefix there. */
export const COOKIES = { customer: 'cw-customer', staff: 'cw-staff', browser: 'cw-browser' };

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * Signs a new customer in by writing the session row that the sign-in adapter writes, as role connect_web. Tests of
 * sign-in itself go through its entry points instead.
 */
export async function newCustomer(
  database: OutsideDatabase,
  appUrl: string,
  name: string,
): Promise<Customer> {
  const subject = `subject-${randomUUID()}`;
  const email = `${subject}@customers.example`;
  const [made] = await database.web('INSERT INTO customers (name, email) VALUES ($1, $2) RETURNING id', [
    name,
    email,
  ]);
  const id = String(made?.id);
  await database.web(
    `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id)
     VALUES ('customer-oidc', 'https://idp.example', $1, 'oauth', $2)`,
    [subject, id],
  );
  const browser = new Browser();
  await signIn(database, 'customer', id, browser, appUrl);
  return { id, name, email, subject, browser };
}

export async function newStaffMember(
  database: OutsideDatabase,
  appUrl: string,
  role: StaffRole,
): Promise<StaffMember> {
  const email = `${role}-${randomUUID()}@staff.example`;
  const made = await database.one(
    'INSERT INTO staff (name, email, role) VALUES ($1, $2, $3::staff_role) RETURNING id',
    [`Staff ${role}`, email, role],
  );
  const browser = new Browser();
  await signIn(database, 'staff', String(made.id), browser, appUrl);
  return { id: String(made.id), email, role, browser };
}

/** Puts a fresh session of that person into the browser; returns the raw token. */
export async function signIn(
  database: OutsideDatabase,
  audience: 'customer' | 'staff',
  personId: string,
  browser: Browser,
  appUrl: string,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const table = audience === 'customer' ? 'customer_sessions' : 'staff_sessions';
  await database.web(
    `INSERT INTO ${table} (token_hash, ${audience}_id, expires) VALUES ($1, $2, now() + interval '8 hours')`,
    [hashOf(token), personId],
  );
  browser.setCookie(appUrl, COOKIES[audience], token);
  return token;
}
