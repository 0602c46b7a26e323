import { appendAudit } from '#lib/audit/append';
import type { StaffAnswer, StaffPeopleAct } from '#lib/contract/staff-acts';
import type { Tx } from '#lib/db/client';
import { answer, type By } from './person';

type Invitation = Extract<StaffPeopleAct, { act: 'staff.invite' }>;

/**
 * Lets somebody in who signs in with this confirmed address, and has them told by mail. The mail leads to the sign-in
 * page and carries nothing that signs in.
 */
export async function invite(tx: Tx, { caller, passkeyId }: By, ask: Invitation): Promise<StaffAnswer> {
  const by = caller.session.staffId;
  const name = ask.name === '' ? null : ask.name;
  const [added] = await tx.$queryRaw<{ id: string | null }[]>`
    SELECT vault.add_staff(${by}::uuid, ${ask.email}, ${name}, ${ask.role}::public.staff_role) AS id`;
  const id = added?.id ?? undefined;
  if (id === undefined) return answer('taken');
  await tx.$executeRaw`
    INSERT INTO public.staff_mails (staff_id, kind, sent_by) VALUES (${id}::uuid, 'invitation', ${by}::uuid)`;
  await appendAudit(tx, {
    action: 'staff.added',
    actor: caller.actor,
    detail: { staffId: id, invitedAs: ask.role, passkeyId },
    personal: { email: ask.email, name },
  });
  return answer('done', id);
}
