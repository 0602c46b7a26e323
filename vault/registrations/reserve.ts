import { appendAudit } from '#lib/audit/append';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { findOpenRegistration, type Registration } from './read-registration';
import { storeNewCode } from './registration-code';
import { askedBy } from './registration-row';

/** What the partner's back end asks for. */
export type WiseUserRequest = {
  customerId: string;
  environment: Environment;
  email: string;
  language: string | null;
  /** Which profile is to be connected; null: the only one that the user has. */
  profileId: string | null;
  /** The API key that asks. */
  createdBy: string;
};

/**
 * Stores that a Wise user is wanted, with its code, before Wise is asked: a crash after that loses nothing, and of two
 * requests at once one finds the other's row (a unique index is the arbiter).
 *
 * @throws AppError NOT_FOUND for an unknown customer, WISE_USER_DIFFERS when there is an open one with another address.
 */
export async function reserveRegistration(
  ctx: VaultContext,
  clientId: string,
  ask: WiseUserRequest,
): Promise<Registration> {
  const { customerId, environment, email, profileId } = ask;
  await insert(ctx, clientId, ask);
  const open = await findOpenRegistration(ctx, { customerId, environment });
  // It ended between the two statements: asking again finds what it ended as.
  if (open === undefined) throw new AppError('CONFLICT', { log: 'the registration ended meanwhile' });
  if (open.email !== email) throw new AppError('WISE_USER_DIFFERS', { log: `registration ${open.id}` });
  if (profileId === null || profileId === open.profileId || open.state === 'connected') return open;
  await ctx.database.db.$executeRaw`
    UPDATE public.wise_registrations SET profile_id = ${profileId}
    WHERE id = ${open.id}::uuid AND state IN ('reserved', 'created')`;
  return { ...open, profileId };
}

async function insert(ctx: VaultContext, clientId: string, ask: WiseUserRequest): Promise<void> {
  const { customerId, environment, email, language, profileId, createdBy } = ask;
  await ctx.database.db.$transaction(async (tx) => {
    const customer = await tx.customer.findUnique({
      where: { id: customerId, erasureBeganAt: null },
      select: { id: true },
    });
    if (customer === null) throw new AppError('NOT_FOUND', { log: 'no such customer' });
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO public.wise_registrations
        (customer_id, environment, client_id, email, language, profile_id, created_by)
      VALUES (${customerId}::uuid, ${environment}::public.environment, ${clientId}, ${email}, ${language},
        ${profileId}, ${createdBy})
      ON CONFLICT (customer_id, environment) WHERE state IN ('reserved', 'created', 'connected') DO NOTHING
      RETURNING id`;
    if (row === undefined) return;
    await storeNewCode(tx, ctx, { id: row.id, environment, clientId, customerId });
    await appendAudit(tx, {
      action: 'wise_user.requested',
      actor: askedBy(createdBy),
      environment,
      detail: { registrationId: row.id, customerId },
      personal: { email },
    });
  });
}
