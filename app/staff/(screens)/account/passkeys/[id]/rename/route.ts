import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { renamePasskey } from '#web/vault-client/step-up';

type Context = { params: Promise<{ id: string }> };

/** Gives a passkey of one's own another name. */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: '/staff/account' }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const passkeyId = idInAddress((await params).id);
    const name = form.text('name', 60);
    if (name === undefined) throw new AppError('BAD_REQUEST', { log: 'no name' });
    await renamePasskey({ session: sessionClaim(request.headers, 'staff'), passkeyId, name });
    return seeOther('/staff/account?flash=renamed');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
