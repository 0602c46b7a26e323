import type { Actor } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { type CustomerSession, findSession, type StaffSession } from '#lib/sessions/session';
import { askedBy } from '#vault/registrations/registration-row';
import type { VaultContext } from '#vault/runtime/context';

/** A person the vault has looked up itself (design 4.1). */
export type Caller = { audience: 'customer'; session: CustomerSession; actor: Actor } | StaffCaller;

export type StaffCaller = { audience: 'staff'; session: StaffSession; actor: Actor };

/**
 * The person behind a session token: found, not ended, not disabled, by the database's clock.
 *
 * @throws AppError NOT_SIGNED_IN
 */
export async function findCaller(ctx: VaultContext, claim: SessionClaim): Promise<Caller> {
  const { db } = ctx.database;
  const token = claim.token.reveal();
  const caller =
    claim.audience === 'customer'
      ? asCustomer(await findSession(db, 'customer', token))
      : asStaff(await findSession(db, 'staff', token));
  if (caller === undefined) throw new AppError('NOT_SIGNED_IN', { log: `no ${claim.audience} session` });
  return caller;
}

function asCustomer(session: CustomerSession | undefined): Caller | undefined {
  if (session === undefined) return undefined;
  const { customerId: id, name, email } = session;
  return { audience: 'customer', session, actor: { kind: 'customer', id, name, email } };
}

function asStaff(session: StaffSession | undefined): StaffCaller | undefined {
  if (session === undefined) return undefined;
  const { staffId: id, name, email, role } = session;
  return { audience: 'staff', session, actor: { kind: 'staff', id, role, name, email } };
}

/** A customer as the actor of an audit row where there is no session to ask, as after a crash. */
export async function actorOf(tx: Tx, customerId: string): Promise<Actor> {
  const customer = await tx.customer.findUnique({
    where: { id: customerId },
    select: { name: true, email: true },
  });
  if (customer === null) return { kind: 'customer', id: customerId };
  return { kind: 'customer', id: customerId, name: customer.name, email: customer.email };
}

/** Whose act an exchange is: the customer's consent, or what the partner's back end asked for with its API key. */
export async function actorOfExchange(
  tx: Tx,
  { customerId, registrationId }: { customerId: string; registrationId: string | null },
): Promise<Actor> {
  if (registrationId === null) return actorOf(tx, customerId);
  const row = await tx.wiseRegistration.findUnique({
    where: { id: registrationId },
    select: { createdBy: true },
  });
  return askedBy(row?.createdBy ?? 'unknown');
}
