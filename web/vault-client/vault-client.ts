import 'server-only';
import {
  type ApprovalAnswer,
  type CheckAnswer,
  type ConsentClaim,
  type DisconnectAnswer,
  type ExchangeAnswer,
  type HandOutAnswer,
  INTERNAL_API,
  type SessionClaim,
  type TakeOverAnswer,
  type VerificationPageAnswer,
  WEB_WAITS,
} from '#lib/contract/internal-api';
import type { Inventory } from '#lib/contract/inventory';
import type { ExpectedFacts } from '#lib/contract/matching';
import type { Readiness } from '#lib/contract/readiness';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import type { Withdrawal } from '#lib/contract/withdrawals';
import type { Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { call, reveal, type VaultEndpoint, withId } from './call';

/**
 * Gives the code of a claimed attempt to the vault, which sends it to Wise at most once, ever. The same attempt and code
 * may be submitted again: the answer then comes from the vault's row. Answers with the state after 9 s at the latest; the
 * exchange goes on in the vault whether or not we wait.
 *
 * @param ask.expected what the customer's own sign-in says of them (decision 094).
 * @throws AppError NOT_FOUND (not this customer's, not claimed, another code), FORBIDDEN (staff),
 *   NOT_SIGNED_IN, VAULT_UNAVAILABLE.
 */
export function exchangeCode(
  ask: {
    session: ConsentClaim;
    attemptId: string;
    code: Secret;
    profileId: string | null;
    expected?: ExpectedFacts | undefined;
  },
  endpoint?: VaultEndpoint,
): Promise<ExchangeAnswer> {
  const { session, attemptId, code, profileId, expected } = ask;
  return call(
    {
      operation: INTERNAL_API.exchange,
      body: {
        session: { audience: session.audience, token: session.token.reveal() },
        attemptId,
        code: code.reveal(),
        profileId,
        expected,
      },
      deadlineMs: WEB_WAITS.callbackMs,
    },
    endpoint,
  );
}

/**
 * "Check now": asks Wise whether the connection still works, at most once per connection and CHECK_WINDOW_SECONDS.
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE.
 */
export async function checkConnection(
  ask: { session: SessionClaim; connectionId: string },
  endpoint?: VaultEndpoint,
): Promise<CheckAnswer> {
  return await call(
    { operation: withId(INTERNAL_API.check, ask.connectionId), body: { session: reveal(ask.session) } },
    endpoint,
  );
}

/**
 * The address of Wise's page where the signed-in customer finishes a review: it goes to their browser and nowhere else.
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, SIGN_IN_TOO_OLD, FORBIDDEN (staff), CONFLICT (nothing waits for them),
 *   CONNECTION_FROZEN, CONNECTION_NEEDS_RECONNECT, CONNECTION_DISCONNECTED, ACCESS_ON_HOLD, TOKEN_NOT_READY,
 *   WISE_UNAVAILABLE, WISE_TOKEN_REFUSED, WISE_NOT_ALLOWED, CONFIGURATION_WRONG, VAULT_UNAVAILABLE.
 */
export async function askForVerificationPage(
  ask: { session: SessionClaim; connectionId: string },
  endpoint?: VaultEndpoint,
): Promise<VerificationPageAnswer> {
  return await call(
    {
      operation: withId(INTERNAL_API.verificationPage, ask.connectionId),
      body: { session: reveal(ask.session) },
    },
    endpoint,
  );
}

/**
 * Disconnects for good. When this resolves nothing is vended any more (promise 6); how it went at Wise is
 * on the connection's row later (`end_result`). Doing it twice is fine.
 *
 * @param ask.reason required for staff, at most 500 characters; or `withdrawal`: how and when the customer withdrew.
 * @param ask.stepUp required for staff: STEP_UP_REQUIRED without one.
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, SIGN_IN_TOO_OLD, FORBIDDEN, BAD_REQUEST, VAULT_UNAVAILABLE.
 */
export async function disconnectConnection(
  ask: {
    session: SessionClaim;
    connectionId: string;
    reason?: string;
    withdrawal?: Withdrawal;
    stepUp?: StepUpOnTheWire | undefined;
  },
  endpoint?: VaultEndpoint,
): Promise<DisconnectAnswer> {
  const { reason, withdrawal, stepUp } = ask;
  return await call(
    {
      operation: withId(INTERNAL_API.disconnect, ask.connectionId),
      body: { session: reveal(ask.session), reason, withdrawal, stepUp },
    },
    endpoint,
  );
}

/**
 * Permits and records the export of the staff's list, before a row of it is sent.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function recordExport(
  ask: { session: SessionClaim; query: string; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<{ exportId: string }> {
  return await call(
    {
      operation: INTERNAL_API.recordExport,
      body: { session: reveal(ask.session), query: ask.query, stepUp: ask.stepUp },
    },
    endpoint,
  );
}

/**
 * How an approval of the signed-in customer stands, after the vault has asked Wise where that is due.
 *
 * @throws AppError NOT_FOUND (another customer's too), NOT_SIGNED_IN, VAULT_UNAVAILABLE.
 */
export async function lookAtApproval(
  ask: { session: SessionClaim; challengeId: string },
  endpoint?: VaultEndpoint,
): Promise<ApprovalAnswer> {
  return await call(
    {
      operation: withId(INTERNAL_API.lookAtApproval, ask.challengeId),
      body: { session: reveal(ask.session) },
      deadlineMs: WEB_WAITS.lookMs,
    },
    endpoint,
  );
}

/**
 * The one-time token for the form that goes to Wise's approval page, and nothing else (decision 051).
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, SIGN_IN_TOO_OLD, CHALLENGE_USED, CHALLENGE_EXPIRED, CONFLICT (nothing to approve
 *   now), TOO_MANY_REQUESTS, VAULT_UNAVAILABLE.
 */
export async function handOutApproval(
  ask: { session: SessionClaim; challengeId: string; environment: Environment },
  endpoint?: VaultEndpoint,
): Promise<HandOutAnswer> {
  return await call(
    {
      operation: withId(INTERNAL_API.handOutApproval, ask.challengeId),
      body: { session: reveal(ask.session), environment: ask.environment },
    },
    endpoint,
  );
}

/**
 * Wise's code for a customer whose account the partner made; null where there is nothing to take over. Good for five
 * minutes: it goes into the address of the redirect and nowhere else.
 *
 * @throws AppError NOT_SIGNED_IN, SIGN_IN_TOO_OLD, WISE_UNAVAILABLE, VAULT_UNAVAILABLE.
 */
export async function takeOver(
  ask: { session: SessionClaim; environment: Environment },
  endpoint?: VaultEndpoint,
): Promise<TakeOverAnswer> {
  return await call(
    {
      operation: INTERNAL_API.takeOver,
      body: { session: reveal(ask.session), environment: ask.environment },
    },
    endpoint,
  );
}

/**
 * What proves who we are, and when each of it ends, for any staff role.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE.
 */
export async function readInventory(
  ask: { session: SessionClaim },
  endpoint?: VaultEndpoint,
): Promise<Inventory> {
  return await call(
    {
      operation: INTERNAL_API.inventory,
      body: { session: reveal(ask.session) },
      deadlineMs: WEB_WAITS.inventoryMs,
    },
    endpoint,
  );
}

/**
 * Whether an environment can go live. The vault asks Wise meanwhile.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE.
 */
export async function readReadiness(
  ask: { session: SessionClaim; environment: Environment; isExported: boolean },
  endpoint?: VaultEndpoint,
): Promise<Readiness> {
  return await call(
    {
      operation: INTERNAL_API.readiness,
      body: { ...ask, session: reveal(ask.session) },
      deadlineMs: WEB_WAITS.readinessMs,
    },
    endpoint,
  );
}

/** True when the vault answers, knows our key, and can do its work: its database takes writes. Never throws. */
export async function isVaultReady(
  endpoint?: VaultEndpoint,
  deadlineMs: number = WEB_WAITS.probeMs,
): Promise<boolean> {
  try {
    await call({ operation: INTERNAL_API.ready, body: undefined, deadlineMs }, endpoint);
    return true;
  } catch {
    return false;
  }
}
