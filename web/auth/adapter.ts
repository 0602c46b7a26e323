import type { Adapter, AdapterUser } from 'next-auth/adapters';
import { addCustomer, findCustomer, keepCustomerProfile } from '#web/customers/people';
import type { WebTx } from '#web/db/web-db';
import { startSession } from '#web/sessions/sessions';
import { adoptStaff, findStaff, findStaffByAddress, keepStaffName } from '#web/staff/people';
import type { SignInAttempt } from './attempt';
import { keepMailToken, takeMailToken } from './mail-tokens';

type Person = Omit<AdapterUser, 'name'> & { name: string | null };

/** What differs between the audiences: whose tables, and who may be added. */
type People = {
  find(identity: { issuer: string; subject: string }): Promise<Person | null>;
  findByAddress(address: string): Promise<Person | null>;
  add(address: string | undefined): Promise<Person>;
  startSession(id: string, token: string): Promise<{ expires: Date }>;
};

/** The issuer of people who are known by an email link alone. */
export const MAIL_ISSUER = 'email';

/**
 * next-auth's way to the database, for one request of one audience.
 *
 * It never shows an existing session (a sign-in cannot link to, or keep, what is there), never finds a
 * person by email for OpenID Connect (nothing links by address), keeps only hashes of session tokens
 * and nothing of the provider's tokens: an account is written by `add`, in the transaction of its person.
 */
export function signInAdapter(attempt: SignInAttempt): Adapter {
  const people = attempt.audience === 'customer' ? customers(attempt) : staff(attempt);
  const isMail = attempt.providerId.endsWith('-email');
  const { db, audience } = attempt;
  return {
    getUserByAccount: ({ providerAccountId }) => {
      const issuer = isMail ? MAIL_ISSUER : attempt.claims?.issuer;
      return issuer === undefined ? null : people.find({ issuer, subject: providerAccountId });
    },
    getUserByEmail: (address) => (isMail ? people.findByAddress(address) : null),
    createUser: (user: { email: string }) => people.add(isMail ? user.email : attempt.claims?.email),
    // Called for email links with a known person; that the address was proven is in the session's audit row.
    updateUser: async (user) => ({ ...user, email: user.email ?? '', emailVerified: new Date() }),
    linkAccount: () => undefined,
    createSession: async ({ sessionToken, userId }) => {
      const { expires } = await people.startSession(userId, sessionToken);
      attempt.newToken = sessionToken;
      return { sessionToken, userId, expires };
    },
    getSessionAndUser: () => null,
    updateSession: () => null,
    deleteSession: () => null,
    createVerificationToken: async (token) => {
      await keepMailToken(db, audience, token);
      return token;
    },
    useVerificationToken: (token) => takeMailToken(db, audience, token),
  };
}

function customers(attempt: SignInAttempt): People {
  const { db, providerId, replaces } = attempt;
  const find = (identity: { issuer: string; subject: string }) => findCustomer(db, identity);
  return {
    find,
    findByAddress: (address) => find({ issuer: MAIL_ISSUER, subject: address }),
    add: async (address) => {
      if (address === undefined) throw new Error('a customer needs an email address');
      const { claims } = attempt;
      const identity =
        claims === undefined
          ? { provider: providerId, issuer: MAIL_ISSUER, subject: address, type: 'email' as const }
          : { provider: providerId, issuer: claims.issuer, subject: claims.subject, type: 'oauth' as const };
      const isEmailVerified = claims?.isEmailVerified ?? true;
      return addCustomer(db, identity, { name: claims?.name ?? null, email: address, isEmailVerified });
    },
    startSession: (personId, token) => {
      const { claims } = attempt;
      const profile = claims?.email === undefined ? undefined : { name: claims.name, email: claims.email };
      const keepProfile = profile && ((tx: WebTx) => keepCustomerProfile(tx, personId, profile));
      const start = { audience: 'customer', personId, token, replaces, keepProfile } as const;
      return startSession(db, { ...start, ...eventOf(attempt) });
    },
  };
}

function staff(attempt: SignInAttempt): People {
  const { db, providerId, replaces } = attempt;
  return {
    find: (identity) => findStaff(db, identity),
    findByAddress: (address) => findStaffByAddress(db, address),
    add: async (address) => {
      const { claims } = attempt;
      // By email link nobody is added: only an admin adds staff.
      const adopted =
        claims?.isEmailVerified && address !== undefined
          ? await adoptStaff(db, { ...claims, provider: providerId, verifiedEmail: address })
          : null;
      if (adopted === null) throw new Error('no member of staff to sign in as');
      return adopted;
    },
    startSession: (personId, token) => {
      const name = attempt.claims?.name ?? undefined;
      const keepProfile = name === undefined ? undefined : (tx: WebTx) => keepStaffName(tx, personId, name);
      const start = { audience: 'staff', personId, token, replaces, keepProfile } as const;
      return startSession(db, { ...start, ...eventOf(attempt) });
    },
  };
}

function eventOf({ providerId, claims }: SignInAttempt) {
  if (providerId.endsWith('-email')) return { method: 'email' } as const;
  if (claims?.authTime === undefined) throw new Error('nobody said when the person proved who they are');
  return { method: 'oidc', authenticatedAt: claims.authTime } as const;
}
