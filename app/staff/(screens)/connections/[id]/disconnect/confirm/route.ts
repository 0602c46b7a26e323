import { REASON_MAX_LENGTH } from '#components/staff/disconnect-form';
import { forgetDraft, keepDraft } from '#lib/connections/disconnect-draft';
import { webEnv } from '#lib/env/web';
import { AppError, toAppError } from '#lib/errors/app-error';
import { seeOther } from '#lib/http/answer';
import { returnPath, signInPath } from '#lib/http/return-path';
import { idInAddress } from '#lib/text/uuid';
import { disconnectConnection } from '#lib/vault-client/disconnect-connection';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

/**
 * Disconnects for good, for operators and admins who signed in lately, with a reason for the audit trail; the page is then
 * the receipt. Who has to sign in again comes back to the question, and the reason is still there.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const question = `${path}/disconnect`;
  const ask = { act: 'disconnect', connectionId, question, onVaultSilence: 'disconnect-failed' } as const;
  return await answerStaffAct(request, ask, async ({ session, form, staff }) => {
    const reason = form.writing('reason');
    if (reason === undefined) return seeOther(`${question}?problem=reason`);
    if (reason.length > REASON_MAX_LENGTH) return seeOther(`${question}?problem=length`);
    try {
      if (!staff.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
      await disconnectConnection({ session, connectionId, reason });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'SIGN_IN_TOO_OLD') throw error;
      const draft = keepDraft(webEnv(), { staffId: staff.staffId, connectionId, reason });
      return seeOther(signInPath('staff', question, true), [draft]);
    }
    return seeOther(path, [forgetDraft(webEnv())]);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('staff', `/staff/connections/${id}`));
}
