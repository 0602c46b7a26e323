import 'server-only';
import type { AssignResult, FreezeResult, ReconnectLinkResult } from '#lib/contract/follow-up';
import { INTERNAL_API, type SessionClaim } from '#lib/contract/internal-api';
import { call, reveal, type VaultEndpoint, withId } from './call';

// What staff do with one connection. Each throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, VAULT_UNAVAILABLE.

type Ask = { session: SessionClaim; connectionId: string };

/** When this resolves nothing is vended any more (promise 6), until it is released. */
export async function freezeConnection(
  { session, connectionId, reason }: Ask & { reason: string },
  endpoint?: VaultEndpoint,
): Promise<FreezeResult> {
  const operation = withId(INTERNAL_API.freeze, connectionId);
  return (await call({ operation, body: { session: reveal(session), reason } }, endpoint)).result;
}

/** Takes a freeze back. */
export async function releaseConnection(
  { session, connectionId, reason }: Ask & { reason: string },
  endpoint?: VaultEndpoint,
): Promise<FreezeResult> {
  const operation = withId(INTERNAL_API.release, connectionId);
  return (await call({ operation, body: { session: reveal(session), reason } }, endpoint)).result;
}

/** Has the customer mailed a link to where they reconnect; once a day per connection. */
export async function sendReconnectLink(
  { session, connectionId }: Ask,
  endpoint?: VaultEndpoint,
): Promise<ReconnectLinkResult> {
  const operation = withId(INTERNAL_API.sendReconnectLink, connectionId);
  return (await call({ operation, body: { session: reveal(session) } }, endpoint)).result;
}

/** Keeps a note. */
export async function addNote(
  { session, connectionId, text }: Ask & { text: string },
  endpoint?: VaultEndpoint,
): Promise<void> {
  const operation = withId(INTERNAL_API.addNote, connectionId);
  await call({ operation, body: { session: reveal(session), text } }, endpoint);
}

/** Deletes a note of one's own. */
export async function withdrawNote(
  { session, connectionId, noteId }: Ask & { noteId: string },
  endpoint?: VaultEndpoint,
): Promise<void> {
  const operation = withId(INTERNAL_API.withdrawNote, connectionId);
  await call({ operation, body: { session: reveal(session), noteId } }, endpoint);
}

/** Gives a connection to a colleague, or to nobody. */
export async function assignConnection(
  { session, connectionId, staffId }: Ask & { staffId: string | null },
  endpoint?: VaultEndpoint,
): Promise<AssignResult> {
  const operation = withId(INTERNAL_API.assign, connectionId);
  return (await call({ operation, body: { session: reveal(session), staffId } }, endpoint)).result;
}

/** Puts a connection off until then. */
export async function snoozeConnection(
  { session, connectionId, until, reason }: Ask & { until: Date; reason: string },
  endpoint?: VaultEndpoint,
): Promise<void> {
  const operation = withId(INTERNAL_API.snooze, connectionId);
  const body = { session: reveal(session), until: until.toISOString(), reason };
  await call({ operation, body }, endpoint);
}

/** Ends that before its time. */
export async function endSnooze({ session, connectionId }: Ask, endpoint?: VaultEndpoint): Promise<void> {
  const operation = withId(INTERNAL_API.endSnooze, connectionId);
  await call({ operation, body: { session: reveal(session) } }, endpoint);
}
