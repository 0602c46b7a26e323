import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import { idInAddress } from '#lib/text/uuid';
import { snoozeDay } from '#web/connections/snooze-days';
import { webEnv } from '#web/env/web-env';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { snoozeConnection } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../staff-act';

type Context = { params: Promise<{ id: string }> };

/** Puts a connection off until a day, with a reason; for support, operators and admins. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const fields = ['until', 'reason'];
  const ask = { act: 'snooze', connectionId, onVaultSilence: 'failed', fields } as const;
  return await answerStaffAct(request, ask, async ({ session, form, taken }) => {
    const until = snoozeDay(form.text('until'), webEnv().TIME_ZONE, new Date());
    const reason = form.writing('reason');
    if (until === undefined || reason === undefined || reason.length > REASON_MAX_LENGTH) {
      return seeOther(`${path}?flash=snooze-invalid`);
    }
    await snoozeConnection({ session, connectionId, until, reason });
    taken();
    return seeOther(`${path}?flash=snoozed`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
