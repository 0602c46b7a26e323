import type { OpenIDCallbackChecks } from 'openid-client';
import type { ExpectedFacts } from '#lib/contract/matching';
import type { Audience } from '#lib/contract/people';
import type { WebDb } from '#web/db/web-db';
import type { WebEnv } from '#web/env/web-env';
import type { SignedInFrom } from '#web/sessions/signed-in-from';
import type { Claims } from './claims';
import type { ProviderId } from './methods';
import type { Refusal } from './refuse';

/**
 * One callback of an OpenID provider: what it may use, and what became of it. next-auth's callbacks fill in the
 * second half; a fresh one is made for every request, so nothing leaks from one person to the next.
 */
export type SignInAttempt = {
  readonly db: WebDb;
  readonly env: WebEnv;
  readonly audience: Audience;
  readonly providerId: ProviderId;
  /** What this browser keeps of this sign-in: the answer of the provider has to match it. */
  readonly checks: OpenIDCallbackChecks;
  /** The raw token of this browser's session of the same audience: it ends with the new sign-in. */
  readonly replaces: string | undefined;
  /** Where the person is, for the list of their sessions. */
  readonly from: SignedInFrom;
  /** The page the person wanted, as whoever asked to sign in named it. */
  readonly returnTo: string | undefined;

  claims?: Claims;
  /** What the provider says of a customer that Wise says too; only where it is compared. */
  facts?: ExpectedFacts | undefined;
  refusal?: Refusal;
  /** The first error that next-auth met, for the log. */
  failure?: unknown;
  /** What the database threw while next-auth ran. */
  databaseFailure?: unknown;
  /** Set when a session was started. */
  newToken?: string;
};
