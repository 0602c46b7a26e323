import type { Audience } from '#lib/contract/people';
import type { WebDb } from '#web/db/web-db';
import type { WebEnv } from '#web/env/web-env';
import type { Claims } from './claims';
import type { Refusal } from './refuse';
import type { ProviderId } from './ways';

/**
 * One request of a sign-in: what it may use, and what became of it. next-auth's callbacks fill in the
 * second half; a fresh one is made for every request, so nothing leaks from one person to the next.
 */
export type SignInAttempt = {
  readonly db: WebDb;
  readonly env: WebEnv;
  readonly audience: Audience;
  readonly providerId: ProviderId;
  /** The raw token of this browser's session of the same audience: it ends with the new sign-in. */
  readonly replaces: string | undefined;
  /** The page the person wanted, as whoever asked to sign in named it. */
  readonly returnTo?: string | undefined;
  /** Email links: the two halves that this request knows or has just made. */
  readonly mailToken?: string;

  claims?: Claims;
  refusal?: Refusal;
  /** The first error that next-auth met, for the log. */
  failure?: unknown;
  /** What the database threw while next-auth ran. */
  databaseFailure?: unknown;
  /** Set when a session was started. */
  newToken?: string;
};
