import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { SecondApprovalAnswer } from '#lib/contract/second-approvals';
import { idInAddress } from '#lib/text/uuid';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';

export type SecondActContext = { params: Promise<{ id: string }> };

const pageOf = async ({ params }: SecondActContext) => {
  const id = idInAddress((await params).id);
  return { id, page: `/staff/second-approvals/${id}` };
};

/** A form's POST about an act that waits for a second person: the vault decides, and says what came of it. */
export async function answerSecondAct(
  request: Request,
  context: SecondActContext,
  act: (ask: { session: SessionClaim; id: string; form: Form }) => Promise<SecondApprovalAnswer>,
): Promise<Response> {
  const { id, page } = await pageOf(context);
  return answerForm(request, { audience: 'staff', returnTo: page }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    return answerVaultSilence({ failedTo: `${page}?flash=unanswered`, act: 'second approval' }, async () => {
      const session = sessionClaim(request.headers, 'staff');
      const { result } = await act({ session, id, form });
      return seeOther(`${page}?flash=${result}`);
    });
  });
}

/** Does nothing, and shows what waits. */
export async function showWhatWaits(context: SecondActContext): Promise<Response> {
  return seeOther((await pageOf(context)).page);
}
