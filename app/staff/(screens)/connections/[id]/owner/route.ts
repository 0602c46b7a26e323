import { idInAddress, readUuid } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { assignConnection } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../staff-act';

type Context = { params: Promise<{ id: string }> };

const FLASHES = { done: 'owner-changed', unchanged: 'owner-changed', nobody: 'owner-nobody' } as const;

/** Gives a connection to oneself, to a colleague, or to nobody; for support, operators and admins. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const ask = { act: 'assign', connectionId, onVaultSilence: 'failed' } as const;
  return await answerStaffAct(request, ask, async ({ session, form }) => {
    const chosen = form.text('owner');
    const staffId = chosen === undefined ? null : readUuid(chosen);
    if (staffId === undefined) return seeOther(`${path}?flash=owner-nobody`);
    const result = await assignConnection({ session, connectionId, staffId });
    return seeOther(`${path}?flash=${FLASHES[result]}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
