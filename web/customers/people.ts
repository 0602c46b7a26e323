import { isUniqueViolation } from '#lib/db/database-failure';
import type { WebDb, WebTx } from '#web/db/web-db';

/** Who a person is: the account at an issuer, never an email address (design 4.8). */
export type Identity = {
  /** The issuer's URL; `email` for email links, `dev` for demo people. */
  issuer: string;
  /** The issuer's `sub`; the normalised address for email links. */
  subject: string;
};

export type Customer = { id: string; name: string | null; email: string; emailVerified: Date | null };

const fields = { id: true, name: true, email: true, emailVerified: true } as const;

/** The customer with this identity, or null. */
export async function findCustomer(db: WebDb, { issuer, subject }: Identity): Promise<Customer | null> {
  const account = await db.customerAccount.findUnique({
    where: { issuer_providerAccountId: { issuer, providerAccountId: subject } },
    select: { user: { select: fields } },
  });
  return account?.user ?? null;
}

/** Adds a customer with the identity, in one transaction; when it was added a moment ago, gives that one. */
export async function addCustomer(
  db: WebDb,
  identity: Identity & { provider: string; type: 'oauth' | 'email' },
  person: { name: string | null; email: string; isEmailVerified: boolean },
): Promise<Customer> {
  const { provider, issuer, subject, type } = identity;
  try {
    return await db.customer.create({
      data: {
        name: person.name,
        email: person.email,
        emailVerified: person.isEmailVerified ? new Date() : null,
        accounts: { create: { provider, issuer, providerAccountId: subject, type } },
      },
      select: fields,
    });
  } catch (error) {
    // Two tabs finishing a first sign-in together: the unique (issuer, subject) lets one of them add.
    const existing = isUniqueViolation(error) ? await findCustomer(db, identity) : null;
    if (existing === null) throw error;
    return existing;
  }
}

/** Keeps the name on the pages, and the address of notices, as the identity provider says them now. */
export async function keepCustomerProfile(
  tx: WebTx,
  id: string,
  profile: { name: string | null; email: string },
): Promise<void> {
  await tx.customer.update({ where: { id }, data: profile, select: { id: true } });
}
