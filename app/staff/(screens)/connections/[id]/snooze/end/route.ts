import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { endSnooze } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

/** Ends a snooze before its time. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const ask = { act: 'snooze', connectionId, onVaultSilence: 'failed' } as const;
  return await answerStaffAct(request, ask, async ({ session }) => {
    await endSnooze({ session, connectionId });
    return seeOther(`/staff/connections/${connectionId}?flash=snooze-ended`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
