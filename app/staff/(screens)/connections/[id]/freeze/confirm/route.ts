import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { freezeConnection } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

const FLASHES = { done: 'now-frozen', unchanged: 'unchanged', disconnected: 'disconnected' } as const;

/** Freezes one connection, for operators and admins, with a reason for the audit trail. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const question = `${path}/freeze`;
  const fields = ['reason'];
  const ask = { act: 'freeze', connectionId, question, onVaultSilence: 'failed', fields } as const;
  return await answerStaffAct(request, ask, async ({ session, form, taken }) => {
    const reason = form.writing('reason');
    if (reason === undefined) return seeOther(`${question}?problem=reason`);
    if (reason.length > REASON_MAX_LENGTH) return seeOther(`${question}?problem=length`);
    const result = await freezeConnection({ session, connectionId, reason });
    taken();
    return seeOther(`${path}?flash=${FLASHES[result]}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
