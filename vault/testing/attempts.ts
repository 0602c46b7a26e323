import { randomBytes } from 'node:crypto';
import type { WiseUser } from 'wise-emulator';
import { giveAccess } from 'wise-emulator/testing';
import type { ExpectedFacts } from '#lib/contract/matching';
import { sha256Bytes, sha256Hex } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { Secret } from '#lib/log/secret';
import type { Harness } from './harness';

const CLIENT_ID = 'acme-bank';
const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';

/** A claimed attempt with the code that came back for it. */
export type Claimed = {
  customerId: string;
  attemptId: string;
  code: Secret;
  /** What the customer's sign-in said of them. */
  expected?: ExpectedFacts | undefined;
};

let customers = 0;

export async function newCustomer(harness: Harness): Promise<string> {
  customers += 1;
  const { rows } = await harness.owner.query<{ id: string }>(
    `INSERT INTO customers (name, email) VALUES ($1, $2) RETURNING id`,
    [`Customer ${customers}`, `customer-${customers}@example.com`],
  );
  return String(rows[0]?.id);
}

export async function newStaff(harness: Harness, role: string): Promise<string> {
  const { rows } = await harness.owner.query<{ id: string }>(
    `INSERT INTO staff (name, email, role) VALUES ($1, $2, $3::staff_role) RETURNING id`,
    [`The ${role}`, `${role}-${newToken().slice(0, 8)}@example.com`, role],
  );
  return String(rows[0]?.id);
}

export type SessionTimes = {
  /** Minutes since the sign-in, since the last request, until the absolute end. */
  age?: number;
  idle?: number;
  left?: number;
};

/** The raw cookie value of a session row as sign-in makes it. */
export async function signIn(
  harness: Harness,
  audience: 'customer' | 'staff',
  personId: string,
  { age = 0, idle = 0, left = 60 }: SessionTimes = {},
): Promise<Secret> {
  const token = newToken();
  const person = audience === 'customer' ? 'customer_id' : 'staff_id';
  await harness.owner.query(
    `INSERT INTO ${audience}_sessions (token_hash, ${person}, created_at, authenticated_at, last_seen_at, expires)
     VALUES ($1, $2, now() - $3 * interval '1 minute', now() - $3 * interval '1 minute',
       now() - $4 * interval '1 minute', now() + $5 * interval '1 minute')`,
    [sha256Hex(token), personId, age, idle, left],
  );
  return new Secret(token);
}

/** A Wise user says yes; what comes back is what the redirect carries. */
export function consentOf(harness: Harness, user: Pick<WiseUser, 'id'> & { profileId?: string }) {
  return giveAccess({
    url: harness.emulator.url,
    clientId: CLIENT_ID,
    redirectUri: REDIRECT_URI,
    userId: user.id,
    ...(user.profileId === undefined ? {} : { profileId: user.profileId }),
  });
}

/** An attempt of this customer as web leaves it after the claim. */
export async function claimedAttempt(
  harness: Harness,
  attempt: {
    customerId: string;
    code: string;
    profileId: string | null;
    clientId?: string;
    outcome?: string;
  },
): Promise<Claimed> {
  const { rows } = await harness.owner.query<{ id: string }>(
    `INSERT INTO connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash,
       expires_at, claimed_at, code_hash, profile_id, outcome)
     VALUES ($1, 'sandbox', $2, $3, $4, $5, now() + interval '30 minutes', now(), $6, $7, $8) RETURNING id`,
    [
      attempt.customerId,
      attempt.clientId ?? CLIENT_ID,
      REDIRECT_URI,
      randomBytes(32),
      randomBytes(32),
      sha256Bytes(attempt.code),
      attempt.profileId,
      attempt.outcome ?? null,
    ],
  );
  return {
    customerId: attempt.customerId,
    attemptId: String(rows[0]?.id),
    code: new Secret(attempt.code),
  };
}

/** Consent and claim in one. */
export async function attemptOf(
  harness: Harness,
  customerId: string,
  user: Pick<WiseUser, 'id'> & { profileId?: string },
): Promise<Claimed> {
  const { code, profileId } = await consentOf(harness, user);
  return claimedAttempt(harness, { customerId, code, profileId });
}
