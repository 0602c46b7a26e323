import type { Adapter, AdapterUser } from 'next-auth/adapters';
import { addCustomer, findCustomer, keepCustomerProfile } from '#web/customers/people';
import type { WebTx } from '#web/db/web-db';
import { startSession } from '#web/sessions/sessions';
import { findStaff, keepStaffName, linkStaffAccount } from '#web/staff/people';
import type { SignInAttempt } from './attempt';
import type { Claims } from './claims';

type Person = Omit<AdapterUser, 'name'> & { name: string | null };

/** What differs between the audiences: whose tables, and who may be added. */
type People = {
  find(identity: { issuer: string; subject: string }): Promise<Person | null>;
  add(claims: Claims): Promise<Person>;
  /** What the provider says of the person now, if anything is kept of it. */
  keepProfile(id: string, claims: Claims): ((tx: WebTx) => Promise<void>) | undefined;
};

/**
 * next-auth's way to the database, for one request of one audience.
 *
 * It never shows an existing session (a sign-in cannot link to, or keep, what is there), never finds a
 * person by email (nothing links by address), keeps only hashes of session tokens and nothing of the
 * provider's tokens: an account is written by `add`, in the transaction of its person.
 */
export function signInAdapter(attempt: SignInAttempt): Adapter {
  const { db, audience, replaces, from } = attempt;
  const people = audience === 'customer' ? customers(attempt) : staff(attempt);
  return {
    getUserByAccount: ({ providerAccountId }) => {
      const issuer = attempt.claims?.issuer;
      return issuer === undefined ? null : people.find({ issuer, subject: providerAccountId });
    },
    getUserByEmail: () => null,
    createUser: () => people.add(claimsOf(attempt)),
    linkAccount: () => undefined,
    createSession: async ({ sessionToken: token, userId }) => {
      const claims = claimsOf(attempt);
      const { authTime: authenticatedAt } = claims;
      if (authenticatedAt === undefined) throw new Error('nobody said when the person proved who they are');
      const keepProfile = people.keepProfile(userId, claims);
      const start = { audience, personId: userId, token, replaces, from, keepProfile };
      const { expires } = await startSession(db, { ...start, method: 'oidc', authenticatedAt });
      attempt.newToken = token;
      return { sessionToken: token, userId, expires };
    },
    getSessionAndUser: () => null,
    updateSession: () => null,
    deleteSession: () => null,
  };
}

function customers({ db, providerId: provider }: SignInAttempt): People {
  return {
    find: (identity) => findCustomer(db, identity),
    add: async ({ issuer, subject, name, email, isEmailVerified }) => {
      if (email === undefined) throw new Error('a customer needs an email address');
      const identity = { provider, issuer, subject, type: 'oauth' } as const;
      return addCustomer(db, identity, { name, email, isEmailVerified });
    },
    keepProfile: (id, { name, email }) =>
      email === undefined ? undefined : (tx) => keepCustomerProfile(tx, id, { name, email }),
  };
}

function staff({ db, providerId: provider }: SignInAttempt): People {
  return {
    find: (identity) => findStaff(db, identity),
    add: async ({ issuer, subject, email, isEmailVerified }) => {
      const linked =
        isEmailVerified && email !== undefined
          ? await linkStaffAccount(db, { provider, issuer, subject, verifiedEmail: email })
          : null;
      if (linked === null) throw new Error('no member of staff to sign in as');
      return linked;
    },
    keepProfile: (id, { name }) => (name === null ? undefined : (tx) => keepStaffName(tx, id, name)),
  };
}

function claimsOf({ claims }: SignInAttempt): Claims {
  if (claims === undefined) throw new Error('next-auth read no claims');
  return claims;
}
