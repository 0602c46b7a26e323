import type { ReconnectLinkResult } from '#lib/contract/follow-up';
import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { webEnv } from '#web/env/web-env';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { sendReconnectLink } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../staff-act';

type Context = { params: Promise<{ id: string }> };

const FLASHES: Record<ReconnectLinkResult, string> = {
  queued: 'link-queued',
  recent: 'link-recent',
  frozen: 'link-frozen',
  disconnected: 'disconnected',
};

/** Has the customer mailed where to reconnect, for support, operators and admins; the vault decides how often. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const ask = { act: 'send_link', connectionId, onVaultSilence: 'failed' } as const;
  return await answerStaffAct(request, ask, async ({ session }) => {
    // it would wait for a mail server that there is none of
    if (webEnv().SMTP_URL === undefined) throw new AppError('NOT_FOUND', { log: 'email is not set up' });
    const result = await sendReconnectLink({ session, connectionId });
    return seeOther(`/staff/connections/${connectionId}?flash=${FLASHES[result]}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
