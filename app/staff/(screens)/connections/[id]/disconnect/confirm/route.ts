import { REASON_MAX_LENGTH } from '#components/staff/disconnect-form';
import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { forgetDraft, keepDraft } from '#web/connections/disconnect-draft';
import { webEnv } from '#web/env/web-env';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { readStepUp } from '#web/staff/step-up';
import { disconnectConnection } from '#web/vault-client/vault-client';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

/**
 * Disconnects for good, for operators and admins who signed in lately and approved it with a passkey, with a reason for the audit trail; the page is then
 * the receipt. Whatever keeps it from happening (a reason that is too long, a sign-in that is too old, a vault that does
 * not answer), the reason is still there when the form is shown again.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const question = `${path}/disconnect`;
  const ask = { act: 'disconnect', connectionId, question, onVaultSilence: 'disconnect-failed' } as const;
  let draft: string[] = [];
  const answer = await answerStaffAct(request, ask, async ({ session, form, staff }) => {
    const reason = form.writing('reason');
    if (reason === undefined) return seeOther(`${question}?problem=reason`);
    draft = keepDraft(webEnv(), request.headers, { staffId: staff.staffId, connectionId, reason });
    if (reason.length > REASON_MAX_LENGTH) return seeOther(`${question}?problem=length`);
    if (!staff.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
    await disconnectConnection({ session, connectionId, reason, stepUp: readStepUp(form) });
    draft = [forgetDraft(webEnv(), connectionId)];
    return seeOther(path);
  });
  for (const cookie of draft) answer.headers.append('set-cookie', cookie);
  return answer;
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/connections/${id}`));
}
