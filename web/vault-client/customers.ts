import 'server-only';
import { CUSTOMER_API, type EraseAnswer } from '#lib/contract/customer-routes';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { PersonExport } from '#lib/contract/person-export';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { call, reveal, type VaultEndpoint, withId } from './call';

/** What is kept of one person; a customer with a thousand connections has some 20 MB. */
const MAX_EXPORT_BYTES = 64 * 1024 * 1024;

/**
 * All that is kept of one customer (docs/person-export.md).
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function exportPerson(
  ask: { session: SessionClaim; customerId: string; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<PersonExport> {
  return await call(
    {
      operation: withId(CUSTOMER_API.exportPerson, ask.customerId),
      body: { session: reveal(ask.session), stepUp: ask.stepUp },
      maxAnswerBytes: MAX_EXPORT_BYTES,
    },
    endpoint,
  );
}

/**
 * Begins to erase a customer, for good. When this resolves nobody signs in as them any more, and nothing is vended; the vault
 * does the rest by itself. Doing it twice is fine.
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function erasePerson(
  ask: { session: SessionClaim; customerId: string; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<EraseAnswer> {
  return await call(
    {
      operation: withId(CUSTOMER_API.erasePerson, ask.customerId),
      body: { session: reveal(ask.session), stepUp: ask.stepUp },
    },
    endpoint,
  );
}
