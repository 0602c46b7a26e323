import type { Actor } from '#lib/audit/append';
import type { PartnerSession } from '#lib/sessions/partner-session';
import type { WiseAuthorise } from '#web/env/web-env';

/** The signed-in customer who acts. */
export type AttemptCustomer = { customerId: string; name: string | null; email: string };

/** Who came back from Wise: browser and person are facts of the request, never of the address. */
export type CallbackContext = {
  customer: AttemptCustomer | undefined;
  /** The connect session that this browser opened: the only one who may finish its attempts (design 4.22). */
  session?: PartnerSession | undefined;
  browserHash: Buffer | undefined;
  wise: WiseAuthorise;
};

/**
 * What a callback comes to. An attempt's reference is made of its id; what belongs to no attempt of this person gets one
 * of its own, which stands in the audit row, or in web's log where there is none.
 */
export type Claim =
  /**
   * Ours: submit the code to the vault, with the profile stored at the claim. When this very callback was here before, the
   * vault answers from its row.
   */
  | { kind: 'claimed'; attemptId: string; profileId: string | null; isOfSession?: true }
  /** The attempt ended here, without the vault; its page says how. */
  | { kind: 'ended'; attemptId: string; isOfSession?: true }
  /** Nothing of this customer's: the page says so and nothing else. */
  | { kind: 'not_yours'; reference: string }
  /** Wise's link back came without a state: no attempt is touched. */
  | { kind: 'unknown_refusal'; outcome: 'denied' | 'wise_error'; reference: string };

/** The actor of what a browser did: the customer who is signed in there, or nobody we know. */
export function actorOf(customer: AttemptCustomer | undefined): Actor {
  if (customer === undefined) return { kind: 'system', id: 'web' };
  return { kind: 'customer', id: customer.customerId, name: customer.name, email: customer.email };
}

/** Whose act a callback is: the session's customer where the attempt is of a session, else whoever is signed in. */
export function actingCustomer(
  { customer, session }: CallbackContext,
  isOfSession: boolean,
): AttemptCustomer | undefined {
  return isOfSession ? session : customer;
}

/** Part of a claim. */
export const ofSession = (isOfSession: boolean) => (isOfSession ? ({ isOfSession: true } as const) : {});
