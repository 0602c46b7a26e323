import { appendAudit } from '#lib/audit/append';
import type { RegistrationState } from '#lib/contract/wise-users';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

// The only statements that write public.wise_registrations after it was reserved, and that erase its code. They are
// called in the transaction of whoever's act it is: an exchange's end, a disconnect, a refusal of Wise.

/** Who asked for a registration, as the actor of its audit rows. */
export const askedBy = (createdBy: string) => ({ kind: 'system', id: `api-key:${createdBy}` }) as const;

export type RegistrationEnd = Extract<RegistrationState, 'claimed' | 'existing' | 'refused' | 'closed'>;

type Ended = { id: string; environment: Environment };

/** Wise has made the user; there is no connection yet. */
export async function markCreated(tx: Tx, registrationId: string, wiseUserId: string | null): Promise<void> {
  const [row] = await tx.$queryRaw<(Ended & { createdBy: string })[]>`
    UPDATE public.wise_registrations SET state = 'created', reason = NULL, state_changed_at = now(),
      wise_user_id = coalesce(${wiseUserId}, wise_user_id)
    WHERE id = ${registrationId}::uuid AND state = 'reserved'
    RETURNING id, environment::text AS environment, created_by AS "createdBy"`;
  if (row === undefined) return;
  await appendAudit(tx, {
    action: 'wise_user.created',
    actor: askedBy(row.createdBy),
    environment: row.environment,
    detail: { registrationId },
  });
}

/** Its grant became a connection's, in the transaction that did it. */
export async function markRegistrationConnected(
  tx: Tx,
  registrationId: string,
  { connectionId, wiseUserId }: { connectionId: string; wiseUserId: string },
): Promise<void> {
  await markCreated(tx, registrationId, wiseUserId);
  await tx.$executeRaw`
    UPDATE public.wise_registrations SET state = 'connected', reason = NULL, state_changed_at = now(),
      wise_user_id = ${wiseUserId}, connection_id = ${connectionId}::uuid
    WHERE id = ${registrationId}::uuid AND state = 'created'`;
}

/** Its exchange ended without a connection. A refused code is of no use any more: it is erased. */
export async function markExchangeOver(
  tx: Tx,
  registrationId: string,
  { state, reason }: { state: 'refused' | 'failed' | 'interrupted'; reason: string | null },
): Promise<void> {
  if (reason === 'code_refused') {
    const [row] = await tx.$queryRaw<{ state: RegistrationState }[]>`
      SELECT state::text AS state FROM public.wise_registrations WHERE id = ${registrationId}::uuid FOR UPDATE`;
    // Refused at the first try: Wise has this e-mail address for a user who is not ours. Later: the user took it over.
    if (row !== undefined)
      await endRegistration(tx, registrationId, row.state === 'reserved' ? 'existing' : 'claimed');
    return;
  }
  // Whoever was given tokens is there.
  if (state === 'refused') await markCreated(tx, registrationId, null);
  await tx.$executeRaw`
    UPDATE public.wise_registrations SET reason = ${reason ?? state}
    WHERE id = ${registrationId}::uuid AND state IN ('reserved', 'created')`;
}

/** Ends one registration and erases its code. */
export async function endRegistration(
  tx: Tx,
  registrationId: string,
  state: RegistrationEnd,
  reason: string | null = null,
): Promise<void> {
  const ended = await tx.$queryRaw<Ended[]>`
    UPDATE public.wise_registrations SET state = ${state}::public.registration_state, reason = ${reason},
      state_changed_at = now(), worker_until = NULL
    WHERE id = ${registrationId}::uuid AND state IN ('reserved', 'created', 'connected')
    RETURNING id, environment::text AS environment`;
  await eraseCodes(tx, ended, state);
}

/** The user has signed in at Wise and given access there: the account is theirs, and our code is dead (docs/wise.md 7.3). */
export async function markClaimed(
  tx: Tx,
  user: { environment: Environment; clientId: string; wiseUserId: string },
): Promise<void> {
  const ended = await tx.$queryRaw<Ended[]>`
    UPDATE public.wise_registrations SET state = 'claimed', reason = NULL, state_changed_at = now(), worker_until = NULL
    WHERE wise_user_id = ${user.wiseUserId} AND client_id = ${user.clientId}
      AND environment = ${user.environment}::public.environment AND state IN ('created', 'connected')
    RETURNING id, environment::text AS environment`;
  await eraseCodes(tx, ended, 'claimed');
}

/** The connection that came of it was disconnected: we give up the way back too. */
export async function closeRegistrationOf(tx: Tx, connectionId: string): Promise<void> {
  const ended = await tx.$queryRaw<Ended[]>`
    UPDATE public.wise_registrations SET state = 'closed', state_changed_at = now(), worker_until = NULL
    WHERE connection_id = ${connectionId}::uuid AND state IN ('reserved', 'created', 'connected')
    RETURNING id, environment::text AS environment`;
  await eraseCodes(tx, ended, 'closed');
}

async function eraseCodes(tx: Tx, ended: readonly Ended[], why: RegistrationEnd): Promise<void> {
  for (const { id, environment } of ended) {
    await tx.$executeRaw`DELETE FROM vault.registration_codes WHERE registration_id = ${id}::uuid`;
    await appendAudit(tx, {
      action: 'wise_user.code_erased',
      actor: { kind: 'system', id: 'vault' },
      environment,
      detail: { registrationId: id, why },
    });
  }
}
