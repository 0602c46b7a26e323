import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { checkConnection } from '#web/vault-client/vault-client';
import { answerStaffAct } from '../staff-act';

type Context = { params: Promise<{ id: string }> };

/** "Check now" for support, operators and admins; the vault decides how often it asks Wise. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const ask = { act: 'check', connectionId, onVaultSilence: 'check-failed' } as const;
  return await answerStaffAct(request, ask, async ({ session }) => {
    const { result } = await checkConnection({ session, connectionId });
    return seeOther(`/staff/connections/${connectionId}?flash=${result}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/connections/${id}`));
}
