import { appendAudit } from '#lib/audit/append';
import type { EraseAnswer } from '#lib/contract/customer-routes';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { addJob } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import type { Approve, Approved } from './approval';
import { endAccess } from './end-access';
import { readOpenErasure } from './erasure-row';

/**
 * Begins to erase a person, for good (decision 069). The commit makes it true for everything that comes: nobody signs in as this
 * customer, no attempt, exchange or connection of theirs comes into being. The job `customers.erase` does the rest, and
 * goes on after a crash and while Wise is away. Asked for again, it answers how far it is.
 *
 * @throws AppError as `approve`; NOT_FOUND
 */
export async function startErasure(
  ctx: VaultContext,
  customerId: string,
  approve: Approve,
): Promise<EraseAnswer> {
  const answer = await ctx.database.db.$transaction(async (tx) => begin(tx, customerId, await approve(tx)));
  // a restored backup knows nothing of it; the log does (docs/runbooks/backup-and-loss.md)
  ctx.log.info({ customerId, erasureId: answer.erasureId }, 'the erasure of a customer has begun');
  await endAccessNow(ctx, answer);
  return answer;
}

/** So that nothing is vended once this was answered (promise 6). Where it fails, the job does it. */
async function endAccessNow(ctx: VaultContext, { erasureId }: EraseAnswer): Promise<void> {
  try {
    const erasure = await readOpenErasure(ctx.database.db, erasureId);
    if (erasure !== undefined) await endAccess(ctx, erasure);
  } catch (err) {
    ctx.log.error({ err, erasureId }, 'access of a customer could not be ended; the job does it');
  }
}

async function begin(tx: Tx, customerId: string, { actor }: Approved): Promise<EraseAnswer> {
  // An import that is being accepted has these, and comes to the customer and the connections after them.
  await tx.$queryRaw`
    SELECT 1 FROM vault.import_rows AS r WHERE (r.issuer, r.external_id) IN (
      SELECT a.issuer, a.subject FROM public.customer_accounts AS a WHERE a.customer_id = ${customerId}::uuid)
    ORDER BY r.external_id, r.line FOR UPDATE`;
  // Lock order everywhere: connection, customer.
  const connections = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM public.connections WHERE customer_id = ${customerId}::uuid ORDER BY id FOR UPDATE`;
  const began = await tx.$executeRaw`
    UPDATE public.customers SET erasure_began_at = now()
    WHERE id = ${customerId}::uuid AND erasure_began_at IS NULL`;
  if (began === 0) return known(tx, customerId);
  const [erasure] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO public.erasures (customer_id, staff_id, asked_at)
    VALUES (${customerId}::uuid, ${actor.id}::uuid,
      (SELECT asked_at FROM public.erasure_requests WHERE customer_id = ${customerId}::uuid))
    RETURNING id`;
  if (erasure === undefined) throw new Error('an insert gave no row');
  await endSignIns(tx, customerId, erasure.id);
  await appendAudit(tx, {
    action: 'customer.erasure_started',
    // without names: they would be erased with the rest of what names this customer
    actor: { kind: 'staff', id: actor.id, role: actor.role },
    detail: { customerId, erasureId: erasure.id, connections: connections.length },
  });
  await addJob(tx, 'customers.erase', {}, { key: 'customers.erase:now' });
  return { erasureId: erasure.id, state: 'under_way' };
}

async function known(tx: Tx, customerId: string): Promise<EraseAnswer> {
  const [erasure] = await tx.$queryRaw<{ id: string; isOver: boolean }[]>`
    SELECT id, finished_at IS NOT NULL AS "isOver" FROM public.erasures WHERE customer_id = ${customerId}::uuid`;
  if (erasure === undefined) throw new AppError('NOT_FOUND', { log: 'no such customer' });
  return { erasureId: erasure.id, state: erasure.isOver ? 'erased' : 'under_way' };
}

/** From now on the person, signing in again, is a new customer. What names how they signed in goes at once with it. */
async function endSignIns(tx: Tx, customerId: string, erasureId: string): Promise<void> {
  // those that were refused are found by the account
  await tx.$executeRaw`
    UPDATE public.erasures SET counts = jsonb_build_object('audit_personal', gone.count)
    FROM (SELECT public.erase_refused_sign_ins(${customerId}::uuid) AS count) AS gone
    WHERE id = ${erasureId}::uuid AND gone.count > 0`;
  await tx.$executeRaw`DELETE FROM public.customer_sessions WHERE customer_id = ${customerId}::uuid`;
  await tx.$executeRaw`DELETE FROM public.customer_accounts WHERE customer_id = ${customerId}::uuid`;
  await tx.$executeRaw`
    DELETE FROM public.customer_verification_tokens
    WHERE identifier = (SELECT email FROM public.customers WHERE id = ${customerId}::uuid)`;
}
