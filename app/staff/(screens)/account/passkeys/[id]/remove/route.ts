import { idInAddress } from '#lib/text/uuid';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readStepUp } from '#web/staff/step-up';
import { removePasskey } from '#web/vault-client/step-up';

type Context = { params: Promise<{ id: string }> };

/** Removes a passkey of one's own, approved with one. */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: '/staff/account' }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const passkeyId = idInAddress((await params).id);
    const session = sessionClaim(request.headers, 'staff');
    await removePasskey({ session, passkeyId, stepUp: readStepUp(form) });
    return seeOther('/staff/account?flash=removed');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
