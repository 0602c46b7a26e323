import 'server-only';
import type { BulkActInput, BulkKind, BulkResult, BulkSource } from '#lib/contract/bulk-acts';
import { BULK_API, type BulkListAnswer } from '#lib/contract/bulk-routes';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { call, reveal, type VaultEndpoint, withId } from './call';

// What staff do to many connections at once. Each throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, VAULT_UNAVAILABLE.

type List = { kind: BulkKind; source: BulkSource; query: string; ownerStaffId: string | null };

/** Begins a list, and answers its id. */
export async function beginBulkAct(
  { session, ...list }: List & { session: SessionClaim },
  endpoint?: VaultEndpoint,
): Promise<string> {
  const body = { session: reveal(session), ...list };
  return (await call({ operation: BULK_API.begin, body }, endpoint)).bulkActId;
}

/** Names connections of it, `BULK_NAMED_AT_ONCE` at a time; after the last ones it stays as it is. */
export async function nameInBulkAct(
  ask: { session: SessionClaim; bulkActId: string; connectionIds: string[]; isLast: boolean },
  endpoint?: VaultEndpoint,
): Promise<BulkListAnswer> {
  const { session, bulkActId, ...named } = ask;
  const operation = withId(BULK_API.name, bulkActId);
  return call({ operation, body: { session: reveal(session), ...named } }, endpoint);
}

/**
 * Starts a list, pauses it, lets it go on, cancels it, or permits its result as a file.
 *
 * @throws AppError STEP_UP_REQUIRED, SIGN_IN_TOO_OLD
 */
export async function actOnBulk(
  ask: { session: SessionClaim; act: BulkActInput; stepUp?: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<BulkResult> {
  const body = { session: reveal(ask.session), act: ask.act, stepUp: ask.stepUp };
  return (await call({ operation: BULK_API.act, body }, endpoint)).result;
}
